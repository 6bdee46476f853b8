using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;

namespace TaskForce.Tasking.Tests.Idempotency;

/// <summary>Whatever is asked twice, at once or later, is done once and answered alike.</summary>
public abstract class IdempotencyTests
{
    private static readonly string[] Reads = ["Get", "List", "Watch", "Find", "Estimate", "Propose", "Plan", "Explain", "Count", "Export", "Receive", "Stream", "Preview"];

    private static readonly Dictionary<string, Func<TaskingApp, Task<(string Profile, IMessage Request)>>> Requests = new(
        [.. RequestSamples.All, .. DeskSamples.All, .. OperationSamples.All, .. AuditSamples.All]);

    public static TheoryData<string> Samples => [.. Requests.Keys];

    private readonly TaskingApp _app;

    // A repeat is shown as the rules are then; those for joint work would end with a mission that is recalled twice.
    protected IdempotencyTests(TaskingApp app)
    {
        _app = app;
        app.Peers.Rules.ReleaseOrders("MA", "DE");
        app.Peers.Rules.ReleaseOrders("DE", "MA");
    }

    private static IEnumerable<MethodDescriptor> Changing => TaskForce.Contracts.Services.Where(service => service.File.Package == "taskforce.tasking.v1")
        .SelectMany(service => service.Methods).Where(method => !Array.Exists(Reads, read => method.Name.StartsWith(read, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Request_SentTwiceAtOnceAndAgain_HasOneEffectAndOneAnswer(string method)
    {
        var alone = await EffectAsync(() => SendAsync(method, times: 1));
        var twice = await EffectAsync(() => SendAsync(method, times: 2));

        Assert.Equal((alone.Events, 1), (twice.Events, twice.Kept));
        Assert.Equal(twice.Answers[0], twice.Answers[1]);
        Assert.Equal(twice.Answers[0], twice.Answers[2]);
    }

    [Fact]
    public async Task Methods_EveryOneThatChangesSomething_IsTriedHere()
    {
        foreach (var method in Changing.Where(method => !Requests.ContainsKey(NameOf(method))))
        {
            var call = await Assert.ThrowsAsync<RpcException>(() => CallAsync(method, "commander.de", method.InputType.Parser.ParseFrom([])));

            Assert.True(call.StatusCode == StatusCode.Unimplemented, $"{NameOf(method)} needs a sample in {nameof(RequestSamples)}.");
        }
    }

    // How many events a request made, and how many answers are kept for it.
    private async Task<(List<IMessage> Answers, int Events, int Kept)> EffectAsync(Func<Task<(List<IMessage> Answers, (int Events, int Kept) Before)>> send)
    {
        var (answers, before) = await send();
        var after = await CountAsync();
        return (answers, after.Events - before.Events, after.Kept - before.Kept);
    }

    // After those at once it is sent once more.
    private async Task<(List<IMessage>, (int, int))> SendAsync(string name, int times)
    {
        var method = Changing.Single(each => NameOf(each) == name);
        var (profile, request) = await Requests[name](_app);
        method.InputType.FindFieldByName("request_id").Accessor.SetValue(request, Guid.NewGuid().ToString());
        var before = await CountAsync();
        var answers = (await Task.WhenAll(Enumerable.Range(0, times).Select(_ => CallAsync(method, profile, request)))).ToList();
        return ([.. answers, await CallAsync(method, profile, request)], before);
    }

    private async Task<IMessage> CallAsync(MethodDescriptor method, string profile, IMessage request) => await _app.As(profile).AsyncUnaryCall(
        new Method<IMessage, IMessage>(MethodType.Unary, method.Service.FullName, method.Name, Marshaller(method.InputType), Marshaller(method.OutputType)),
        null, new(), request);

    private Task<(int Events, int Kept)> CountAsync() => _app.Services.GetRequiredService<Journal<TaskingDb>>().ReadAsync(async db => (
        await db.Events.CountAsync(), await db.Answers.CountAsync()), TestContext.Current.CancellationToken);

    private static Marshaller<IMessage> Marshaller(MessageDescriptor type) => Marshallers.Create(message => message.ToByteArray(), type.Parser.ParseFrom);

    private static string NameOf(MethodDescriptor method) => $"{method.Service.Name}.{method.Name}";
}

/// <summary>A service whose time stands still, so that nothing happens but what is asked.</summary>
public abstract class StillTaskingApp : TaskingApp
{
    private readonly TestStore _store;

    private protected StillTaskingApp(TestStore store) : base(store, new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero))) => _store = store;

    /// <summary>What nations sign with.</summary>
    internal KeyFiles Keys { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Audit:PublicKeys:DE", Keys.MakePublic("DE"));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _store.Dispose();
        Keys.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class StillSqliteApp() : StillTaskingApp(new SqliteTestStore());

public sealed class StillPostgresApp() : StillTaskingApp(new PostgresTestStore());

public sealed class SqliteIdempotencyTests(StillSqliteApp app) : IdempotencyTests(app), IClassFixture<StillSqliteApp>;

public sealed class PostgresIdempotencyTests(StillPostgresApp app) : IdempotencyTests(app), IClassFixture<StillPostgresApp>;
