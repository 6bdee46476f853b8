using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;

namespace TaskForce.Positions;

/// <summary>The real geolocation service, asked at its own door, with the gateway beside it only to issue tokens.</summary>
internal sealed class TaskForceTarget : IServer
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-bench-");
    private readonly ServiceProcesses _services;
    private readonly Dictionary<string, string> _tokens = [];
    private readonly PositionService.PositionServiceClient _asking;
    private readonly GrpcChannel _channel;

    private TaskForceTarget(IReadOnlyDictionary<string, string> settings)
    {
        _services = new(_data.FullName, settings);
        _channel = GrpcChannel.ForAddress(_services.DoorOf("Geolocation"), new() { MaxReceiveMessageSize = null });
        _asking = new(_channel);
    }

    public string Name => "TaskForce";

    public static async Task<TaskForceTarget> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var target = new TaskForceTarget(settings ?? new Dictionary<string, string>());
        target._services.Start("Geolocation");
        target._services.Start("Gateway");
        foreach (var profile in new[] { "partner.demo", "dispatcher.de" })
        {
            target._tokens[profile] = await target.FetchAsync(profile);
        }

        await target.WaitAsync();
        return target;
    }

    /// <summary>How long it takes from the start of a process whose predecessor was killed until it answers.</summary>
    public async Task<TimeSpan> RestartAsync()
    {
        await _services.KillAsync("Geolocation");
        var began = Stopwatch.GetTimestamp();
        _services.Start("Geolocation");
        await WaitAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    public Task<ILane> OpenAsync()
    {
        var wire = new Wire();
        return Task.FromResult<ILane>(new Lane(Channel(wire), Headers("partner.demo"), wire));
    }

    public async Task<int> FindAsync(Inquiry inquiry)
    {
        var question = new FindNearestRequest { Location = new() { Latitude = inquiry.Latitude, Longitude = inquiry.Longitude }, MaxResults = inquiry.Most };
        if (inquiry.IsBox)
        {
            question.Filter = new() { Area = new() { Polygon = BoxOf(inquiry) } };
        }
        else
        {
            question.RadiusMetres = inquiry.Radius;
        }

        return (await _asking.FindNearestAsync(question, Headers("dispatcher.de"))).Neighbours.Count;
    }

    public TimeSpan ProcessorTime => Processes.TimeOf(_services.ProcessOf("Geolocation"));

    public long DiskBytes => _data.BytesOnDisk();

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _services.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async Task WaitAsync() =>
        await _asking.FindNearestAsync(new() { Location = new() }, new CallOptions(Headers("dispatcher.de")).WithWaitForReady());

    private async Task<string> FetchAsync(string profile)
    {
        var credentials = new ClientCredentials(new Uri(_services.Http, "demo"), profile);
        while (true)
        {
            try
            {
                var token = new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation));
                return await token.GetAsync(default);
            }
            catch (Exception silence) when (silence is HttpRequestException or RpcException { StatusCode: StatusCode.Unavailable })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private GrpcChannel Channel(Wire wire) => GrpcChannel.ForAddress(_services.DoorOf("Geolocation"), new()
    {
        HttpHandler = new SocketsHttpHandler { ConnectCallback = wire.ConnectAsync },
        DisposeHttpClient = true,
    });

    private static TaskForce.Type.V1.Area.Types.Polygon BoxOf(Inquiry inquiry)
    {
        const double MetresPerDegree = 111_195;
        var north = inquiry.Radius / MetresPerDegree;
        var east = north / Math.Cos(inquiry.Latitude * Math.PI / 180);
        return new()
        {
            Vertices = { new[] { (-1, -1), (-1, 1), (1, 1), (1, -1) }.Select(corner => new Google.Type.LatLng
            {
                Latitude = inquiry.Latitude + (corner.Item1 * north),
                Longitude = inquiry.Longitude + (corner.Item2 * east),
            }) },
        };
    }

    private Metadata Headers(string profile) => new() { { "authorization", $"Bearer {_tokens[profile]}" } };

    /// <summary>A stream. Requests are written as bytes, as a device that is short of power would: what is measured is the service.</summary>
    private sealed class Lane : ILane
    {
        private static readonly Method<byte[], StreamPositionsResponse> Stream = new(
            MethodType.DuplexStreaming, "taskforce.geolocation.v1.PositionService", "StreamPositions",
            Marshallers.Create(bytes => bytes, bytes => bytes),
            Marshallers.Create(response => response.ToByteArray(), StreamPositionsResponse.Parser.ParseFrom));

        private readonly GrpcChannel _channel;
        private readonly AsyncDuplexStreamingCall<byte[], StreamPositionsResponse> _call;
        private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
        private long _sent;
        private long _acknowledged;

        public Lane(GrpcChannel channel, Metadata headers, Wire wire)
        {
            (_channel, Wire) = (channel, wire);
            _call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(Stream, null, new CallOptions(headers));
        }

        public Wire Wire { get; }

        public Task SendAsync(Fleet fleet, Round subjects, int count, int report)
        {
            _buffer.ResetWrittenCount();
            Varint(0x08, (ulong)++_sent);
            var time = fleet.NextTime(count);
            for (var i = 0; i < count; i++)
            {
                Write(fleet.NameOf(subjects.At(i)), fleet.PlaceOf(subjects.At(i), report), time + i - DateTime.UnixEpoch.Ticks);
            }

            return _call.RequestStream.WriteAsync(_buffer.WrittenSpan.ToArray());
        }

        public async Task<int> AcknowledgedAsync(int batchSize)
        {
            if (!await _call.ResponseStream.MoveNext(default) || _call.ResponseStream.Current.Outcomes.Count > 0)
            {
                throw new InvalidOperationException("A report was not stored.");
            }

            var count = _call.ResponseStream.Current.AcknowledgedSequence - _acknowledged;
            _acknowledged += count;
            return (int)count;
        }

        public void Dispose()
        {
            _call.Dispose();
            _channel.Dispose();
        }

        // A PositionReport: subject, location of two doubles, event time of seconds and nanoseconds.
        private void Write(ReadOnlySpan<byte> name, (double Latitude, double Longitude) place, long ticks)
        {
            var span = _buffer.GetSpan(128);
            var at = 3 + Put(span[3..], 0x0A, (ulong)name.Length);
            name.CopyTo(span[at..]);
            at += name.Length;
            span[at++] = 0x12;
            span[at++] = 18;
            span[at++] = 0x09;
            BinaryPrimitives.WriteDoubleLittleEndian(span[at..], place.Latitude);
            span[at + 8] = 0x11;
            BinaryPrimitives.WriteDoubleLittleEndian(span[(at + 9)..], place.Longitude);
            at += 17;
            span[at] = 0x1A;
            var time = at + 2;
            time += Put(span[time..], 0x08, (ulong)(ticks / TimeSpan.TicksPerSecond));
            time += Put(span[time..], 0x10, (ulong)(ticks % TimeSpan.TicksPerSecond * 100));
            span[at + 1] = (byte)(time - at - 2);
            // Two bytes of length, whether needed or not.
            span[0] = 0x12;
            span[1] = (byte)(((time - 3) & 0x7F) | 0x80);
            span[2] = (byte)((time - 3) >> 7);
            _buffer.Advance(time);
        }

        private void Varint(byte tag, ulong value) => _buffer.Advance(Put(_buffer.GetSpan(16), tag, value));

        private static int Put(Span<byte> span, byte tag, ulong value)
        {
            var at = 0;
            span[at++] = tag;
            for (; value >= 0x80; value >>= 7)
            {
                span[at++] = (byte)(value | 0x80);
            }

            span[at++] = (byte)value;
            return at;
        }
    }
}
