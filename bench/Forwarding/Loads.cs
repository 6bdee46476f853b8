using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using TaskForce.Bench;
using TaskForce.Geolocation.V1;

namespace TaskForce.Forwarding;

/// <summary>What came of a load: how many per second, and how long each took.</summary>
internal sealed record Outcome(double PerSecond, Latencies Latencies);

/// <summary>What is asked, the same on each way to the service.</summary>
internal sealed class Loads(Uri way, Metadata partner, Metadata dispatcher, TimeSpan length) : IDisposable
{
    public const int Subjects = 10_000;

    private const int Connections = 4;
    private const int Callers = 32;
    private const int Batch = 100;
    private const int UnderWay = 8;

    private readonly GrpcChannel[] _channels = [.. Enumerable.Range(0, Connections).Select(_ => GrpcChannel.ForAddress(way, new()
    {
        MaxReceiveMessageSize = null,
        HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false },
    }))];

    private static long _reported;

    /// <summary>Each subject once, so that there is something to ask for.</summary>
    public async Task FillAsync()
    {
        using var call = Client(0).StreamPositions(partner);
        for (var (first, sequence) = (0, 1); first < Subjects; first += Batch, sequence++)
        {
            await call.RequestStream.WriteAsync(Request(first, sequence));
            await UntilAsync(call, sequence);
        }
    }

    /// <summary>One small question and its answer.</summary>
    public Task<Outcome> UnaryAsync() => RunAsync(Callers, async (caller, took) =>
    {
        var began = Stopwatch.GetTimestamp();
        await Client(caller).GetPositionAsync(new() { Name = $"positions/{NameOf(caller * 7 % Subjects)}" }, dispatcher);
        took.Add(Stopwatch.GetElapsedTime(began));
        return 1;
    });

    /// <summary>A watch from its beginning until everybody was told: each of ten thousand is a message or a part of one.</summary>
    public Task<Outcome> StreamAsync() => RunAsync(Connections, async (caller, took) =>
    {
        var began = Stopwatch.GetTimestamp();
        using var call = Client(caller).WatchPositions(new(), dispatcher);
        var told = 0;
        while (told < Subjects && await call.ResponseStream.MoveNext(default))
        {
            told += call.ResponseStream.Current.Position is null ? 0 : 1;
        }

        took.Add(Stopwatch.GetElapsedTime(began));
        return told;
    });

    /// <summary>Positions in batches over streams, eight batches of each under way.</summary>
    public Task<Outcome> UploadAsync()
    {
        var calls = Enumerable.Range(0, Connections).Select(connection => Client(connection).StreamPositions(partner)).ToList();
        var sequences = new long[Connections];
        return RunAsync(Connections, async (caller, took) =>
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < UnderWay; i++)
            {
                await calls[caller].RequestStream.WriteAsync(Request(caller * Batch * UnderWay % Subjects, ++sequences[caller]));
            }

            await UntilAsync(calls[caller], sequences[caller]);
            took.Add(Stopwatch.GetElapsedTime(began));
            return UnderWay * Batch;
        });
    }

    public void Dispose() => Array.ForEach(_channels, channel => channel.Dispose());

    private async Task<Outcome> RunAsync(int callers, Func<int, ConcurrentBag<TimeSpan>, Task<int>> once)
    {
        // A fifth of the time to get warm, which is not counted.
        await ForAsync(length / 5, callers, once);
        return await ForAsync(length, callers, once);
    }

    private static async Task<Outcome> ForAsync(TimeSpan length, int callers, Func<int, ConcurrentBag<TimeSpan>, Task<int>> once)
    {
        var (began, took, count) = (Stopwatch.GetTimestamp(), new ConcurrentBag<TimeSpan>(), 0L);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                Interlocked.Add(ref count, await once(caller, took));
            }
        })));
        return new(count / Stopwatch.GetElapsedTime(began).TotalSeconds, new(took));
    }

    private PositionService.PositionServiceClient Client(int caller) => new(_channels[caller % Connections]);

    private static async Task UntilAsync(AsyncDuplexStreamingCall<StreamPositionsRequest, StreamPositionsResponse> call, long sequence)
    {
        while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.AcknowledgedSequence < sequence)
        {
        }
    }

    private static StreamPositionsRequest Request(int first, long sequence)
    {
        // A place that is a little farther on each time, and a time that is later.
        var (step, time) = (Interlocked.Increment(ref _reported), Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));
        return new()
        {
            Sequence = sequence,
            Reports =
            {
                Enumerable.Range(first, Batch).Select(unit => new PositionReport
                {
                    Subject = NameOf(unit), Location = new() { Latitude = 50 + (unit * 1e-4) + (step * 1e-7), Longitude = 9 }, EventTime = time,
                }),
            },
        };
    }

    private static string NameOf(int unit) => $"assets/de-bench-{unit:00000}";
}
