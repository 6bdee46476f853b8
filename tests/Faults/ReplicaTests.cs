using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Faults;

/// <summary>Two processes of the geolocation service that share a PostgreSQL database and both take reports.</summary>
public sealed class ReplicaTests : IDisposable
{
    private const int Subjects = 100;
    private const int Rounds = 40;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-faults-");
    private readonly DateTimeOffset _began = TimeProvider.System.GetUtcNow().AddHours(-1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Positions_BothTakeTheSameReportsAndOneIsKilled_EachIsKeptOnceAndBothKnowTheSame()
    {
        await using var database = await PostgresNode.CreateAsync(Cancellation);
        await using var one = new ServiceProcesses(Path.Combine(_data.FullName, "one"), Settings(database));
        await using var two = new ServiceProcesses(Path.Combine(_data.FullName, "two"), Settings(database, one.Http));
        one.Start("Geolocation");
        one.Start("Gateway");
        two.Start("Geolocation");
        using var toOne = Connect(one, one, "partner.demo");
        using var toTwo = Connect(two, one, "partner.demo");
        var codes = new ConcurrentQueue<Code>();

        await using (var first = PositionSender.Start(toOne))
        await using (var second = PositionSender.Start(toTwo))
        {
            await SendAsync(0, Rounds / 2);
            var sending = SendAsync(Rounds / 2, Rounds);
            await two.KillAsync("Geolocation");
            two.Start("Geolocation");
            await sending;

            async Task SendAsync(int begin, int end)
            {
                var sent = from round in Enumerable.Range(begin, end - begin)
                           from subject in Enumerable.Range(0, Subjects)
                           from sender in new[] { first, second }
                           select sender.SendAsync(Report(subject, round), Cancellation);
                foreach (var outcome in await Task.WhenAll(sent))
                {
                    codes.Enqueue(outcome.Code);
                }
            }
        }

        using var askingOne = Connect(one, one, "dispatcher.de");
        using var askingTwo = Connect(two, one, "dispatcher.de");
        var (stateOne, stateTwo) = (await CaughtUpAsync(askingOne), await CaughtUpAsync(askingTwo));
        Assert.DoesNotContain(codes, code => code is not (Code.Stored or Code.StoredLate or Code.Duplicate));
        Assert.Equal(2 * Subjects * Rounds, codes.Count);
        Assert.Equal(stateOne.KnownSequence, stateTwo.KnownSequence);
        for (var subject = 0; subject < Subjects; subject++)
        {
            var (track, other) = (await TrackAsync(askingOne, subject), await TrackAsync(askingTwo, subject));
            Assert.Equal(Enumerable.Range(0, Rounds).Select(TimeOf), track.Select(point => point.Report.EventTime));
            Assert.Equal(track, other);
        }
    }

    private static Dictionary<string, string> Settings(PostgresNode database, Uri? issuer = null)
    {
        var settings = new Dictionary<string, string> { ["Geolocation/Data__Connection"] = $"{database.Connection};Maximum Pool Size=20" };
        if (issuer is not null)
        {
            settings["Geolocation/Identity__Issuers__demo__Authority"] = new Uri(issuer, "demo").ToString();
        }

        return settings;
    }

    // At the service's own door, so that it is known which replica answers.
    private static TaskForceConnection Connect(ServiceProcesses replica, ServiceProcesses issuer, string profile)
    {
        var credentials = new ClientCredentials(new Uri(issuer.Http, "demo"), profile);
        return new(replica.DoorOf("Geolocation"), new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation)));
    }

    private static async Task<ReplicaState> CaughtUpAsync(TaskForceConnection replica)
    {
        while (true)
        {
            var state = await replica.Replicas.GetReplicaStateAsync(new(), new CallOptions(cancellationToken: Cancellation).WithWaitForReady());
            if (state.KnownSequence == state.LogSequence)
            {
                return state;
            }
        }
    }

    private static async Task<List<Position>> TrackAsync(TaskForceConnection replica, int subject) =>
        [.. (await replica.Positions.ListTrackPointsAsync(new() { Parent = $"positions/{Name(subject)}" }, cancellationToken: Cancellation)).TrackPoints];

    private PositionReport Report(int subject, int round) => new()
    {
        Subject = Name(subject),
        Location = new() { Latitude = 35 + (subject * 0.01), Longitude = -5 + (round * 0.0001) },
        EventTime = TimeOf(round),
    };

    private Timestamp TimeOf(int round) => _began.AddSeconds(round).ToTimestamp();

    private static string Name(int subject) => $"assets/replica-{subject:000}";
}
