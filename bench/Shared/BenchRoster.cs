using TaskForce.Client;
using TaskForce.Roster.V1;
using static TaskForce.Tasking.V1.Hotspot.Types;

namespace TaskForce.Bench;

/// <summary>Members of two nations in turn, all able to do anything, at the place of the hotspot.</summary>
internal sealed class BenchRoster : IAsyncDisposable
{
    private static readonly string[] Nations = ["DE", "MA"];
    private static readonly string[] Skills = ["team-leader", "border-control", "liaison"];
    private static readonly Type.V1.Place Place = new() { DisplayName = "Bench", Location = new() { Latitude = 35.89, Longitude = -5.5 } };

    private BenchRoster(Func<string, TaskForceConnection> connect, int count)
    {
        Dispatchers = [connect("dispatcher.de"), connect("dispatcher.ma")];
        Commanders = [connect("commander.de"), connect("commander.ma")];
        Members = [.. Enumerable.Range(0, count).Select(i => $"{Nations[i % 2].ToLowerInvariant()}-bench-{i:00000}")];
    }

    public IReadOnlyList<TaskForceConnection> Dispatchers { get; }

    public IReadOnlyList<TaskForceConnection> Commanders { get; }

    /// <summary>The ids of those who are sent; even ones are of the first nation, odd ones of the second.</summary>
    public IReadOnlyList<string> Members { get; }

    public string Hotspot { get; private set; } = "";

    /// <summary>Enters them through the connections that a stack gives to a profile.</summary>
    public static async Task<BenchRoster> EnterAsync(Func<string, TaskForceConnection> connect, int count)
    {
        var roster = new BenchRoster(connect, count);
        await Parallel.ForEachAsync(roster.Members.Index(), new ParallelOptions { MaxDegreeOfParallelism = 16 }, roster.EnterAsync);
        var hotspot = await roster.Dispatchers[0].Hotspots.CreateHotspotAsync(new()
        {
            Hotspot = new() { Kind = Kind.BorderIncident, Severity = Severity.High, Place = Place, HostNation = "MA" },
        });
        roster.Hotspot = hotspot.Name;
        return roster;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var connection in Dispatchers.Concat(Commanders))
        {
            connection.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask EnterAsync((int Index, string Id) member, CancellationToken cancellation)
    {
        var dispatcher = Dispatchers[member.Index % 2].Members;
        await dispatcher.CreateMemberAsync(new()
        {
            MemberId = member.Id,
            Duty = Member.Types.Duty.OnDuty,
            Member = new()
            {
                Nation = Nations[member.Index % 2],
                Agency = "Bench",
                CallSign = member.Id,
                Languages = { "fr" },
                HomeBase = Place,
                Qualifications = { Skills.Select(skill => new Qualification { Skill = skill, Grade = 3 }) },
            },
        }, cancellationToken: cancellation);
    }
}
