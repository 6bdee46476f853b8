using System.Collections.Concurrent;
using Google.Rpc;
using Grpc.Core;

namespace TaskForce.Client.Tests.Connection;

public sealed class TaskForceConnectionTests(FakeServer server) : IClassFixture<FakeServer>
{
    // Apps that report positions send no id of their own: what they repeat is the same position, of the same moment.
    private static readonly string[] OfApps = ["ReceiveOsmAndPosition", "ReceiveTraccarPosition"];

    private static readonly string[] Readers = ["Get", "List", "Find", "Estimate", "Propose", "Explain", "Count", "Export", "Verify", "Preview"];

    [Fact]
    public async Task UnaryCall_WithoutRequestId_GetsANewOneEachTimeAndLeavesTheCallersMessageAlone()
    {
        var seen = Record<Tasking.V1.CreateHotspotRequest>();
        var request = new Tasking.V1.CreateHotspotRequest { Hotspot = new() { HostNation = "MA" } };

        await server.Connect().Hotspots.CreateHotspotAsync(request);
        await server.Connect().Hotspots.CreateHotspotAsync(request);

        Assert.Equal(2, seen.Select(each => Guid.Parse(each.RequestId)).Distinct().Count());
        Assert.Empty(request.RequestId);
    }

    [Fact]
    public async Task Call_WithAPurpose_StatesItInAscii()
    {
        var stated = new ConcurrentQueue<string?>();
        server.OnHotspot = (_, context) =>
        {
            stated.Enqueue(context.RequestHeaders.GetValue("taskforce-purpose"));
            return Task.FromResult(new Tasking.V1.Hotspot());
        };
        using var connection = new TaskForceConnection(server.Door, purpose: "Suche nach Überlebenden");

        await connection.Hotspots.GetHotspotAsync(new() { Name = "hotspots/x" });
        await server.Connect().Hotspots.GetHotspotAsync(new() { Name = "hotspots/x" });

        Assert.Equal(["Suche%20nach%20%C3%9Cberlebenden", null], stated);
    }

    [Fact]
    public async Task UnaryCall_WithRequestId_KeepsIt()
    {
        var seen = Record<Tasking.V1.CreateHotspotRequest>();

        await server.Connect().Hotspots.CreateHotspotAsync(new() { RequestId = "mine" });

        Assert.Equal("mine", Assert.Single(seen).RequestId);
    }

    [Fact]
    public async Task UnaryCall_ServiceUnavailableAtFirst_IsSentAgainAsTheSameRequest()
    {
        var seen = new ConcurrentQueue<string>();
        server.OnHotspot = (request, _) =>
        {
            seen.Enqueue(((Tasking.V1.CreateHotspotRequest)request).RequestId);
            return seen.Count < 3 ? throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "not yet")) : Task.FromResult(new Tasking.V1.Hotspot());
        };

        await server.Connect().Hotspots.CreateHotspotAsync(new());

        Assert.Equal(3, seen.Count);
        Assert.Single(seen.Distinct());
    }

    [Fact]
    public async Task Call_AfterTheServerWasAway_FindsItAtTheFirstTry()
    {
        await using var away = new FakeServer();
        await away.StartAsync();
        away.OnWatch = (after, stream, cancellation) => stream.WriteAsync(new() { Sequence = after + 1 }, cancellation);
        await away.StopAsync();
        var connection = away.Connect();
        for (var tries = 0; tries < 5; tries++)
        {
            await Assert.ThrowsAsync<RpcException>(() => FirstAsync(connection, tries));
        }

        await away.StartAsync();

        Assert.Equal(8, await FirstAsync(connection, 7));
    }

    [Fact]
    public async Task UnaryCall_TokenRefused_IsSentAgainWithAnotherToken()
    {
        var tokens = new Queue<string>(["old", "new"]);
        using var bearer = new BearerTokens((_, _) => Task.FromResult(new BearerToken(tokens.Dequeue(), DateTimeOffset.MaxValue)));
        var seen = new List<string?>();
        server.OnHotspot = (_, context) =>
        {
            seen.Add(context.RequestHeaders.GetValue("authorization"));
            return seen.Count == 1 ? throw new RpcException(new Grpc.Core.Status(StatusCode.Unauthenticated, "no")) : Task.FromResult(new Tasking.V1.Hotspot());
        };

        await server.Connect(bearer).Hotspots.GetHotspotAsync(new() { Name = "hotspots/x" });

        Assert.Equal(["Bearer old", "Bearer new"], seen);
    }

    [Fact]
    public async Task UnaryCall_EveryTokenRefused_FailsAfterTheSecond()
    {
        using var bearer = new BearerTokens((_, _) => Task.FromResult(new BearerToken(Guid.NewGuid().ToString(), DateTimeOffset.MaxValue)));
        var calls = 0;
        server.OnHotspot = (_, _) =>
        {
            calls++;
            throw new RpcException(new Grpc.Core.Status(StatusCode.Unauthenticated, "no"));
        };

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await server.Connect(bearer).Hotspots.GetHotspotAsync(new()));

        Assert.Equal((StatusCode.Unauthenticated, 2), (fault.StatusCode, calls));
    }

    [Fact]
    public async Task UnaryCall_IssuerDoesNotAnswer_SaysSo()
    {
        using var bearer = new BearerTokens((_, cancellation) => new ClientCredentials(new("http://127.0.0.1:9"), "x").FetchAsync(cancellation));

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await server.Connect(bearer).Hotspots.GetHotspotAsync(new()));

        var failure = TaskForceException.From(fault);
        Assert.True(failure.IsUnreachable);
        Assert.Contains("The issuer at http://127.0.0.1:9/ does not answer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_RichStatus_NamesReasonAndEveryViolation()
    {
        server.OnHotspot = (_, _) => throw new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = "Two fields are wrong.",
            Details =
            {
                Google.Protobuf.WellKnownTypes.Any.Pack(new ErrorInfo { Reason = "INVALID_FIELDS", Domain = "taskforce.dev" }),
                Google.Protobuf.WellKnownTypes.Any.Pack(new BadRequest
                {
                    FieldViolations = { new BadRequest.Types.FieldViolation { Field = "a", Description = "is required" }, new BadRequest.Types.FieldViolation { Field = "b", Description = "is odd" } },
                }),
            },
        }.ToRpcException();

        var failure = TaskForceException.From(await Assert.ThrowsAsync<RpcException>(async () => await server.Connect().Hotspots.GetHotspotAsync(new())));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELDS", "Two fields are wrong."), (failure.Code, failure.Reason, failure.Message));
        Assert.Equal([new("a", "is required"), new FieldViolation("b", "is odd")], failure.Violations);
        Assert.False(failure.IsUnreachable);
    }

    [Fact]
    public async Task From_ServerSaysUnavailable_IsNoUnreachableGateway()
    {
        server.OnHotspot = (_, _) => throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "The roster service does not answer."));

        var failure = TaskForceException.From(await Assert.ThrowsAsync<RpcException>(async () => await server.Connect().Hotspots.GetHotspotAsync(new())));

        Assert.False(failure.IsUnreachable);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task From_NothingListens_IsUnreachable()
    {
        using var nowhere = new TaskForceConnection(new("http://127.0.0.1:9"));

        var failure = TaskForceException.From(await Assert.ThrowsAsync<RpcException>(async () => await nowhere.Hotspots.GetHotspotAsync(new())));

        Assert.True(failure.IsUnreachable);
    }

    // What makes it safe to send every unary call again.
    [Fact]
    public void Contracts_EveryUnaryMethodThatChangesSomething_TakesARequestId()
    {
        var unsafeMethods = Contracts.Services.SelectMany(service => service.Methods)
            .Where(method => !method.IsServerStreaming && !method.IsClientStreaming)
            .Where(method => !Readers.Any(prefix => method.Name.StartsWith(prefix, StringComparison.Ordinal)))
            .Where(method => !OfApps.Contains(method.Name) && method.InputType.FindFieldByName("request_id") is null)
            .Select(method => method.FullName);

        Assert.Empty(unsafeMethods);
    }

    private ConcurrentQueue<T> Record<T>()
    {
        var seen = new ConcurrentQueue<T>();
        server.OnHotspot = (request, _) =>
        {
            seen.Enqueue((T)request);
            return Task.FromResult(new Tasking.V1.Hotspot());
        };
        return seen;
    }

    private static async Task<long> FirstAsync(TaskForceConnection connection, long after)
    {
        using var watch = connection.Hotspots.WatchHotspots(new() { After = after });
        return await watch.ResponseStream.MoveNext() ? watch.ResponseStream.Current.Sequence : 0;
    }
}
