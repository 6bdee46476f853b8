using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;

namespace TaskForce.Partners.Tests.Sealing;

/// <summary>What webhooks are signed with is in the store for nobody who has only the store.</summary>
public sealed class SealingTests : IAsyncLifetime
{
    private const string Request = "0b0e4c1e-6a0c-4f0e-8a56-1f7b2c3d4e5f";

    private readonly SqliteTestStore _store = new();
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("taskforce-keys-");
    private readonly FakeTasking _tasking = new();
    private readonly Receiver _receiver = new();

    public async ValueTask InitializeAsync() => await _receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _keys.Delete(recursive: true);
        _store.Dispose();
    }

    [Fact]
    public async Task Secret_IsNowhereInTheStore_AndARepeatStillGetsIt()
    {
        await using var app = Start(("a", Key("a")));
        var request = new V1.CreateWebhookRequest { Webhook = PartnersApp.To(_receiver.Url), WebhookId = "our-centre", RequestId = Request };
        var made = await app.Webhooks().CreateWebhookAsync(request);
        var rotated = await app.Webhooks().RotateWebhookSecretAsync(new() { Name = made.Name });

        Assert.Equal(made.Secret, (await app.Webhooks().CreateWebhookAsync(request)).Secret);
        Assert.DoesNotContain("whsec_", Bytes(), StringComparison.Ordinal);
        Assert.DoesNotContain(made.Secret["whsec_".Length..], Bytes(), StringComparison.Ordinal);
        Assert.DoesNotContain(rotated.Secret["whsec_".Length..], Bytes(), StringComparison.Ordinal);
        Assert.Contains("sealed:a:", Bytes(), StringComparison.Ordinal);
        var received = await ReceiveAsync();
        Assert.True(received.IsSignedWith(made.Secret) && received.IsSignedWith(rotated.Secret));
    }

    [Fact]
    public async Task PlainSecrets_OfBefore_AreSealedAtTheStart()
    {
        var plain = NewPlain();
        await using (var before = Start(("a", Key("a"))))
        {
            var made = await before.Webhooks().CreateWebhookAsync(new() { Webhook = PartnersApp.To(_receiver.Url), WebhookId = "our-centre", RequestId = Request });
        }

        await KeepAsync(plain);
        Assert.Contains(plain, Bytes(), StringComparison.Ordinal);
        await using var app = Start(("a", Key("a")));
        await app.Webhooks().ListWebhooksAsync(new());

        Assert.DoesNotContain(plain["whsec_".Length..], Bytes(), StringComparison.Ordinal);
        Assert.True((await ReceiveAsync()).IsSignedWith(plain));
        Assert.Equal(plain, (await app.Webhooks().CreateWebhookAsync(new() { Webhook = PartnersApp.To(_receiver.Url), WebhookId = "our-centre", RequestId = Request })).Secret);
    }

    [Fact]
    public async Task PlainSecret_ThatAProcessWithoutKeysWritesMeanwhile_IsGivenAsItIs_AndSealedInTime()
    {
        var (plain, clock) = (NewPlain(), new FakeTimeProvider(new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero)));
        await using var app = new PartnersApp(_store, _tasking, clock, settings: [("Webhooks:SecretKeys:a", Key("a"))]);
        var request = new V1.CreateWebhookRequest { Webhook = PartnersApp.To(_receiver.Url), WebhookId = "our-centre", RequestId = Request };
        await app.Webhooks().CreateWebhookAsync(request);
        await KeepAsync(plain);

        Assert.Equal(plain, (await app.Webhooks().CreateWebhookAsync(request)).Secret);

        await Patience.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromHours(1));
                return KeptAsync();
            },
            kept => kept.StartsWith("sealed:a:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rotation_IsAKeyMore_AndThenOneLess()
    {
        string secret;
        await using (var first = Start(("2026-a", Key("a"))))
        {
            secret = (await first.Webhooks().CreateWebhookAsync(new() { Webhook = PartnersApp.To(_receiver.Url) })).Secret;
        }

        await using (var both = Start(("2026-a", Key("a")), ("2027-b", Key("b"))))
        {
            await both.Webhooks().ListWebhooksAsync(new());
            Assert.Contains("sealed:2027-b:", Bytes(), StringComparison.Ordinal);
        }

        await using var last = Start(("2027-b", Key("b")));
        await last.Webhooks().ListWebhooksAsync(new());

        Assert.True((await ReceiveAsync()).IsSignedWith(secret));
    }

    [Fact]
    public async Task Key_ThatIsNotYetToSeal_OnlyOpens()
    {
        await using (var first = Start(("2026-a", Key("a"))))
        {
            await first.Webhooks().CreateWebhookAsync(new() { Webhook = PartnersApp.To(_receiver.Url) });
        }

        await using var both = Start([("2026-a", Key("a")), ("2027-b", Key("b"))], ("Webhooks:SecretKey", "2026-a"));
        await both.Webhooks().ListWebhooksAsync(new());

        Assert.DoesNotContain("sealed:2027-b:", Bytes(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "b", "the key 'a' is not the one that sealed the secret of webhooks/our-centre")]
    [InlineData("b", "b", "sealed by the key 'a', which is not among the keys")]
    public async Task Key_ThatIsWrong_OrGone_EndsTheStartAndSaysSo(string id, string key, string why)
    {
        await using (var first = Start(("a", Key("a"))))
        {
            await first.Webhooks().CreateWebhookAsync(new() { Webhook = PartnersApp.To(_receiver.Url), WebhookId = "our-centre" });
        }

        await using var wrong = Start((id, Key(key)));
        var fault = Assert.Throws<OptionsValidationException>(() => wrong.Services);

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Contains("Webhooks:SecretKeys", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatIsNone_OrOfNoFile_EndsTheStartAndSaysWhich()
    {
        var shortKey = Path.Combine(_keys.FullName, "short");
        await File.WriteAllTextAsync(shortKey, Convert.ToBase64String(new byte[16]), TestContext.Current.CancellationToken);

        await using var wrong = Start([("a", shortKey), ("b", Path.Combine(_keys.FullName, "none"))], ("Webhooks:SecretKey", "c"));
        var fault = Assert.Throws<OptionsValidationException>(() => wrong.Services);

        Assert.Contains("Webhooks:SecretKeys:a must be", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Webhooks:SecretKeys:b must be", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Webhooks:SecretKey is 'c'", fault.Message, StringComparison.Ordinal);
    }

    private static string NewPlain() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    // As it was kept before there were keys.
    private async Task KeepAsync(string plain)
    {
        await using var store = await OpenAsync();
        var change = store.CreateCommand();
        change.CommandText = "UPDATE webhooks SET Body = json_set(Body, '$.secrets.current', $plain); UPDATE answers SET Answer = $answer";
        change.Parameters.AddWithValue("$plain", plain);
        change.Parameters.AddWithValue("$answer", Google.Protobuf.MessageExtensions.ToByteArray(new V1.Webhook { Name = "webhooks/our-centre", Secret = plain }));
        await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> KeptAsync()
    {
        await using var store = await OpenAsync();
        var question = store.CreateCommand();
        question.CommandText = "SELECT json_extract(Body, '$.secrets.current') FROM webhooks";
        return (string)(await question.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var store = new SqliteConnection($"Data Source={Path.Combine(_store.Directory, "partners.db")};Pooling=False");
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }

    private PartnersApp Start(params (string Id, string File)[] keys) => Start(keys, more: []);

    private PartnersApp Start((string Id, string File)[] keys, params (string, string)[] more) =>
        new(_store, _tasking, settings: [.. keys.Select(key => ($"Webhooks:SecretKeys:{key.Id}", key.File)), .. more]);

    private string Key(string name)
    {
        var file = Path.Combine(_keys.FullName, name);
        File.WriteAllText(file, Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
        return file;
    }

    private async Task<Received> ReceiveAsync()
    {
        _tasking.Change("port");
        return await _receiver.NextAsync();
    }

    // All that lies on the disk, the log that was not taken over yet too.
    private string Bytes()
    {
        var all = new StringBuilder();
        foreach (var file in Directory.GetFiles(_store.Directory, "partners.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, Encoding.Latin1);
            all.Append(reader.ReadToEnd());
        }

        return all.ToString();
    }
}
