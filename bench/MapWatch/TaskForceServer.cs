using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;

namespace TaskForce.MapWatch;

/// <summary>The real geolocation service, asked at its own door, with the gateway beside it only to issue tokens.</summary>
internal sealed class TaskForceServer : IServer
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-bench-");
    private readonly ServiceProcesses _services;
    private readonly Dictionary<string, string> _tokens = [];

    private TaskForceServer() => _services = new(_data.FullName);

    public string Name => "TaskForce";

    public int ProcessId => _services.ProcessOf("Geolocation");

    public static async Task<IServer> StartAsync()
    {
        var server = new TaskForceServer();
        server._services.Start("Geolocation");
        server._services.Start("Gateway");
        foreach (var profile in new[] { "partner.demo", "dispatcher.de" })
        {
            server._tokens[profile] = await server.FetchAsync(profile);
        }

        using var channel = server.Channel();
        await new PositionService.PositionServiceClient(channel)
            .FindNearestAsync(new() { Location = new() }, new CallOptions(server.Headers("dispatcher.de")).WithWaitForReady());
        return server;
    }

    public Task<IReporter> OpenAsync() => Task.FromResult<IReporter>(new Reporter(Channel(), Headers("partner.demo")));

    public async Task ReadAsync(Counts counts, CancellationToken cancellation)
    {
        using var channel = Channel();
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(
            MapBytes.Watch, null, new CallOptions(Headers("dispatcher.de"), cancellationToken: cancellation), new() { View = new() });
        try
        {
            while (await call.ResponseStream.MoveNext(cancellation))
            {
                MapBytes.Count(call.ResponseStream.Current, counts);
            }
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async Task<string> FetchAsync(string profile)
    {
        var credentials = new ClientCredentials(new Uri(_services.Http, "demo"), profile);
        while (true)
        {
            try
            {
                return (await credentials.FetchAsync(default)).Text;
            }
            catch (Exception silence) when (silence is HttpRequestException or RpcException { StatusCode: StatusCode.Unavailable })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private GrpcChannel Channel() => GrpcChannel.ForAddress(_services.DoorOf("Geolocation"));

    private Metadata Headers(string profile) => new() { { "authorization", $"Bearer {_tokens[profile]}" } };

    private sealed class Reporter(GrpcChannel channel, Metadata headers) : IReporter
    {
        private readonly AsyncDuplexStreamingCall<StreamPositionsRequest, StreamPositionsResponse> _call =
            new PositionService.PositionServiceClient(channel).StreamPositions(headers);

        private long _sent;
        private long _acknowledged;
        private long _wanted;

        public Task SendAsync(Fleet fleet, int first, int count, int report)
        {
            var request = new StreamPositionsRequest { Sequence = ++_sent };
            var time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
            for (var unit = first; unit < first + count; unit++)
            {
                var (latitude, longitude) = Fleet.PlaceOf(unit, report);
                request.Reports.Add(new PositionReport { Subject = fleet.NameOf(unit), Location = new() { Latitude = latitude, Longitude = longitude }, EventTime = time });
            }

            return _call.RequestStream.WriteAsync(request);
        }

        public async Task AcknowledgedAsync()
        {
            for (_wanted++; _acknowledged < _wanted;)
            {
                if (!await _call.ResponseStream.MoveNext(default))
                {
                    throw new InvalidOperationException("The stream has ended.");
                }

                _acknowledged = _call.ResponseStream.Current.AcknowledgedSequence;
            }
        }

        public void Dispose()
        {
            _call.Dispose();
            channel.Dispose();
        }
    }
}
