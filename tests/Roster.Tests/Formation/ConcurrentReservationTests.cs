using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.TeamMember.Types;

namespace TaskForce.Roster.Tests.Formation;

/// <summary>A hundred dispatchers want teams of four from the same fifty people, all at once.</summary>
public abstract class ConcurrentReservationTests(TestStore store) : IDisposable
{
    private const int Dispatchers = 100;
    private const int PeopleOfEachNation = 25;

    // Whoever waits for somebody who waits for him fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    public void Dispose()
    {
        _limit.Dispose();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ReserveTeam_AHundredDispatchersAtOnce_NobodyIsInTwoTeamsAndLosersHearWhoIsTaken()
    {
        await using var app = new RosterApp(store);

        await RaceAsync(app);
    }

    /// <summary>Enters the people, has the dispatchers call, each by one of the replicas in turn, and checks what came of it.</summary>
    protected async Task RaceAsync(params RosterApp[] replicas)
    {
        await EnterPeopleAsync(replicas[0]);
        var random = new Random(4711);
        var requests = Enumerable.Range(0, Dispatchers).Select(i => RequestOf(random, $"missions/race-{i}")).ToList();

        var outcomes = await Task.WhenAll(requests.Select((request, i) => ReserveAsync(replicas[i % replicas.Length], request)));

        var won = outcomes.Select(outcome => outcome.Team).OfType<V1.Team>().ToList();
        var taken = won.SelectMany(team => team.Members.Select(member => (member.Member, Team: team.Name))).ToList();
        Assert.NotEmpty(won);
        Assert.Equal(taken.Count, taken.Select(pair => pair.Member).Distinct().Count());
        Assert.Equal(taken.Order(), (await EngagedAsync(replicas[0])).Order());
        Assert.All(requests.Zip(outcomes).Where(pair => pair.Second.Team is null), pair => MustNameWhoIsTaken(pair.First, pair.Second.Refusal!, taken));
    }

    private static void MustNameWhoIsTaken(V1.ReserveTeamRequest request, RpcException refusal, IEnumerable<(string Member, string Team)> taken)
    {
        Assert.Equal((StatusCode.Aborted, "ALREADY_ENGAGED"), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        Assert.Contains(taken, pair => request.Members.Any(member => member.Member == pair.Member)
            && refusal.Status.Detail.Contains($"{pair.Member} is in {pair.Team}", StringComparison.Ordinal));
    }

    private async Task<(V1.Team? Team, RpcException? Refusal)> ReserveAsync(RosterApp app, V1.ReserveTeamRequest request)
    {
        try
        {
            return (await app.Formation().ReserveTeamAsync(request, cancellationToken: _limit.Token), null);
        }
        catch (RpcException refusal)
        {
            return (null, refusal);
        }
    }

    private static async Task EnterPeopleAsync(RosterApp app)
    {
        foreach (var nation in new[] { "DE", "MA" })
        {
            await Task.WhenAll(Enumerable.Range(0, PeopleOfEachNation).Select(i => app.EnterAsync(MemberOf(nation, $"unit-{i}", 1, "team-leader"))));
        }
    }

    private static V1.ReserveTeamRequest RequestOf(Random random, string holder)
    {
        var (de, ma) = (Two("de"), Two("ma"));
        return new()
        {
            Holder = holder,
            Requirement = Requirement,
            Members =
            {
                new V1.TeamMember { Member = de[0], Role = Role.Leader },
                new V1.TeamMember { Member = ma[0], Role = Role.Deputy },
                new V1.TeamMember { Member = de[1], Role = Role.Member },
                new V1.TeamMember { Member = ma[1], Role = Role.Member },
            },
        };

        List<string> Two(string nation) =>
            [.. random.GetItems([.. Enumerable.Range(0, PeopleOfEachNation)], 8).Distinct().Take(2).Select(i => $"members/{nation}-unit-{i}")];
    }

    private static async Task<List<(string Member, string Team)>> EngagedAsync(RosterApp app)
    {
        var rows = await app.Services.GetRequiredService<Journal<RosterDb>>().ReadAsync(db => db.Engagements.ToListAsync(), default);
        return rows.ConvertAll(row => (row.Resource, row.Team));
    }
}

public sealed class ConcurrentReservationOnSqliteTests() : ConcurrentReservationTests(new SqliteTestStore());

public sealed class ConcurrentReservationOnPostgresTests : ConcurrentReservationTests
{
    private readonly TestStore _store;

    public ConcurrentReservationOnPostgresTests() : this(new PostgresTestStore())
    {
    }

    private ConcurrentReservationOnPostgresTests(TestStore store) : base(store) => _store = store;

    [Fact]
    public async Task ReserveTeam_ByTwoReplicas_NobodyIsInTwoTeamsEither()
    {
        await using var one = new RosterApp(_store);
        await using var two = new RosterApp(_store);

        await RaceAsync(one, two);
    }
}
