using TaskForce.Cli.Field;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Demo;

/// <summary>A field unit for every member of the team, each with its own identity, connection and store; gone without a trace at the end.</summary>
internal sealed class DemoUnits(Session session, TimeSpan journey, Action<string> told) : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-demo-").FullName;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
    private readonly TaskCompletionSource _everyoneThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<FieldUnit> _units = [];
    private readonly List<Task> _shifts = [];

    /// <summary>Brings every member's unit on duty at its home base.</summary>
    public async Task StartAsync(Mission mission, CancellationToken cancellation)
    {
        foreach (var member in mission.Members)
        {
            var connection = session.ConnectAs($"field:{ResourceText.Id(member.Member)}");
            var record = await connection.Members.GetMemberAsync(new() { Name = member.Member }, cancellationToken: cancellation);
            var unit = FieldUnit.Start(connection, new()
            {
                Member = member.Member,
                Directory = Path.Combine(_directory, ResourceText.Id(member.Member)),
                Clock = session.Clock,
                Refused = refusal => told($"{member.CallSign}: {refusal.Message}"),
            });
            _units.Add(unit);
            _shifts.Add(WorkAsync(unit, record, member.CallSign));
        }
    }

    /// <summary>Lets the leader complete the mission.</summary>
    public void EveryoneIsThere() => _everyoneThere.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_shifts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var unit in _units)
        {
            await unit.DisposeAsync();
        }

        _stop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task WorkAsync(FieldUnit unit, Roster.V1.Member member, string callSign)
    {
        var plan = new ShiftPlan
        {
            Base = member.HomeBase.Location,
            Journey = journey,
            OnScene = TimeSpan.FromSeconds(1),
            MayComplete = cancellation => _everyoneThere.Task.WaitAsync(cancellation),
        };
        try
        {
            using var shift = new FieldShift(unit, plan, session.Clock);
            await shift.RunAsync(_stop.Token);
        }
        catch (TaskForceException refusal)
        {
            told($"{callSign}: {refusal.Message}");
        }
    }
}
