using TaskForce.Cli.Tests.Gateway;
using TaskForce.Client.Tests.Audit;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Tests.Audit;

public sealed class AuditCommandTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();
    private readonly SampleLog _log = SampleLog.Make();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("taskforce-audit-");

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _log.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Pull_TwiceAsTheLogGrows_MakesOneWholeCopy()
    {
        using var cli = new Cli(_gateway);
        var copy = At("copy");
        _gateway.Audit.AddRange(_log.Entries.Take(5));

        var first = await cli.RunAsync("audit", "pull", copy, "--service", "roster");
        _gateway.Audit.AddRange(_log.Entries.Skip(5));
        var second = await cli.RunAsync("audit", "pull", copy, "--service", "roster");
        var check = await cli.RunAsync("audit", "verify", copy, "--key", Pem());

        Assert.Contains("5 entries were added", first.Out, StringComparison.Ordinal);
        Assert.Contains("8 entries were added and checked; the copy has 13", second.Out, StringComparison.Ordinal);
        Assert.Equal(0, check.Code);
        Assert.Contains("DE signed up to 11", check.Out, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(_log.Write(At("other"))), File.ReadAllText(copy));
    }

    [Fact]
    public async Task Pull_ServerHasAnotherHistory_IsRefusedAndKeepsTheCopy()
    {
        using var cli = new Cli(_gateway);
        using var other = SampleLog.Make("something-else");
        var copy = At("copy");
        _gateway.Audit.AddRange(_log.Entries.Take(8));
        await cli.RunAsync("audit", "pull", copy, "--service", "roster");
        _gateway.Audit.Clear();
        _gateway.Audit.AddRange(other.Entries);

        var run = await cli.RunAsync("audit", "pull", copy, "--service", "roster");

        Assert.Equal(1, run.Code);
        Assert.Contains("entry 9", run.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("audit", "verify", copy)).Code);
    }

    [Fact]
    public async Task Verify_OneEntryTakenAway_NamesItAndFails()
    {
        using var cli = new Cli(_gateway);
        var copy = _log.Write(At("copy"));
        File.WriteAllLines(copy, File.ReadAllLines(copy).Where((_, line) => line != 6));

        var run = await cli.RunAsync("audit", "verify", copy);

        Assert.Equal(1, run.Code);
        Assert.Contains("entry 6 is not there", run.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_TwoHistoriesAndTwoLengths_TellsThemApart()
    {
        using var cli = new Cli(_gateway);
        using var other = SampleLog.Make();
        var (one, longer, shorter) = (_log.Write(At("one")), other.Write(At("other")), At("shorter"));
        File.WriteAllLines(shorter, File.ReadLines(one).Take(4));

        var parted = await cli.RunAsync("audit", "compare", one, longer);
        var same = await cli.RunAsync("audit", "compare", one, shorter);

        Assert.Equal((1, 0), (parted.Code, same.Code));
        Assert.Contains("part at entry 4", parted.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("13 entries", same.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_OwnCopy_SendsASignatureThatHolds()
    {
        using var cli = new Cli(_gateway);
        var key = At("key.pem");
        File.WriteAllText(key, _log.Key.ExportPkcs8PrivateKeyPem());

        var run = await cli.RunAsync("audit", "sign", _log.Write(At("copy")), "--service", "roster", "--nation", "DE", "--key", key);

        var checkpoint = Assert.IsType<SignCheckpointRequest>(Assert.Single(_gateway.Changes).Request).Checkpoint;
        Assert.Equal((0, "DE", 13), (run.Code, checkpoint.Nation, checkpoint.Number));
        Assert.True(AuditChain.IsSigned("roster", checkpoint));
    }

    [Fact]
    public async Task List_OfAMember_AsksForItAndShowsWho()
    {
        using var cli = new Cli(_gateway, width: 200);
        _gateway.Audit.AddRange(_log.Entries.Take(4));

        var run = await cli.RunAsync("audit", "list", "--service", "roster", "--of", "members/de-01");

        Assert.Equal("members/de-01", Assert.IsType<ListAuditEntriesRequest>(Assert.Single(_gateway.Asked)).Filter.Value);
        Assert.Contains("MA planning", run.Out, StringComparison.Ordinal);
        Assert.Contains("signed by DE up to 3", run.Out, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private string Pem()
    {
        var file = At("public.pem");
        File.WriteAllText(file, _log.Key.ExportSubjectPublicKeyInfoPem());
        return file;
    }
}
