using TaskForce.Client;
using TaskForce.Faults.Histories;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Faults.Load;

/// <summary>A working day under faults: dispatchers, devices and watchers at once, until it is told to end; then it waits for quiet and judges.</summary>
internal sealed class Run : IAsyncDisposable
{
    private readonly ITaskForce _stack;
    private readonly Seed _seed;
    private readonly string _hotspot;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Dispatcher> _dispatchers = [];
    private readonly List<Watcher> _watchers = [];
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-units-").FullName;
    private Task _work = Task.CompletedTask;

    /// <param name="stack">What runs.</param>
    /// <param name="seed">Who is there.</param>
    /// <param name="hotspot">Where all are sent to; that of the seed if null.</param>
    public Run(ITaskForce stack, Seed seed, string? hotspot = null)
    {
        (_stack, _seed, _hotspot) = (stack, seed, hotspot ?? seed.Hotspot);
        Recorder = new(History);
    }

    public History History { get; } = new();

    public Recorder Recorder { get; }

    public List<Unit> Units { get; } = [];

    /// <summary>Adds to the history what else was seen, each time before it is judged.</summary>
    public Func<History, CancellationToken, Task>? Look { get; init; }

    public int Sent => _dispatchers.Sum(dispatcher => dispatcher.Sent);

    public async Task StartAsync(Intensity intensity, CancellationToken cancellation)
    {
        using var desk = _stack.Connect("dispatcher.de");
        _watchers.AddRange([new(_stack, "commander.de"), new(_stack, "commander.ma")]);
        foreach (var member in await MembersAsync(desk, _seed.Teams, intensity.Units, cancellation))
        {
            var unit = new Unit(_stack, History, member, Path.Combine(_directory, member.Replace('/', '-')));
            Units.Add(unit);
            unit.Start();
        }

        _dispatchers.AddRange(Enumerable.Range(0, intensity.Dispatchers).Select(i => new Dispatcher(_stack, Recorder, _seed.Teams, _hotspot, i)));
        _work = Task.WhenAll(_dispatchers.Select(dispatcher => dispatcher.RunAsync(_stop.Token)));
    }

    /// <summary>Waits until so many missions were sent: on a busy machine, faults alone may leave no time for any.</summary>
    public async Task UntilSentAsync(int count, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TimeSpan.FromMinutes(5));
        while (Sent < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, bound.Token);
        }
    }

    /// <summary>Has the dispatchers finish what they began, waits until all is told, and returns what is wrong.</summary>
    public async Task<IReadOnlyList<string>> EndAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(cancellation);
        using var desk = _stack.Connect("auditor.de");
        IReadOnlyList<string> wrong = ["nothing was looked at"];
        // Waiting for what must come in the end; whatever is wrong for good is still wrong at the bound.
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TimeSpan.FromMinutes(3));
        while (wrong.Count > 0 && !bound.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellation);
            await LookAsync(desk, cancellation);
            wrong = [.. Checker.Check(History), .. Unfinished()];
        }

        return wrong;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_watchers.Select(watcher => watcher.DisposeAsync().AsTask()));
        await Task.WhenAll(Units.Select(unit => unit.DisposeAsync().AsTask()));
        _dispatchers.ForEach(dispatcher => dispatcher.Dispose());
        _stop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    // The teams first, so that the orders have somewhere to go; then whoever is there.
    private static async Task<IReadOnlyList<string>> MembersAsync(
        TaskForceConnection desk, IEnumerable<TeamProposal> teams, int count, CancellationToken cancellation)
    {
        var members = teams.SelectMany(team => team.Members).Select(member => member.Member).ToList();
        var others = await new Recorder(new()).AskAsync(desk.Members.ListMembersAsync, new ListMembersRequest { PageSize = 1000 }, cancellation);
        return [.. members.Concat(others!.Members.Select(member => member.Name)).Distinct().Take(count)];
    }

    private async Task LookAsync(TaskForceConnection desk, CancellationToken cancellation)
    {
        History.Final.Clear();
        var page = new ListMissionsResponse();
        do
        {
            var request = new ListMissionsRequest { PageSize = 1000, PageToken = page.NextPageToken };
            page = (await new Recorder(new()).AskAsync(desk.Missions.ListMissionsAsync, request, cancellation))!;
            History.Final.AddRange(page.Missions);
        }
        while (page.NextPageToken.Length > 0);

        History.Devices.Clear();
        History.Devices.AddRange(Units.SelectMany(unit => unit.Orders.Select(order => new Held(unit.Member, order.Order, order.Rung))));
        History.Missions.Clear();
        History.Missions.AddRange(_watchers.Select((watcher, i) => new Watched<MissionEvent>($"watcher {i}", watcher.Missions)));
        History.Teams.Clear();
        History.Teams.AddRange(_watchers.Select((watcher, i) => new Watched<TeamEvent>($"watcher {i}", watcher.Teams)));
        await (Look?.Invoke(History, cancellation) ?? Task.CompletedTask);
    }

    // What is not wrong but not over: reports on devices, watchers that have not heard of the end, leases that are about to end.
    private IEnumerable<string> Unfinished()
    {
        var states = History.Final.ToDictionary(mission => mission.Name, mission => mission.State);
        return Units.Where(unit => unit.Unsent > 0).Select(unit => $"{unit.Member} has {unit.Unsent} reports that were not sent")
            .Concat(from watch in History.Missions
                    let last = watch.Events.GroupBy(change => change.Mission.Name).ToDictionary(mission => mission.Key, mission => mission.Last().Mission.State)
                    from mission in states
                    where last.GetValueOrDefault(mission.Key) != mission.Value
                    select $"{watch.Watcher} has not seen that {mission.Key} is {mission.Value}")
            .Concat(from watch in History.Teams
                    from team in watch.Events.GroupBy(change => change.Team.Name)
                    where team.Last().Team.State is Team.Types.State.Reserved or Team.Types.State.Confirmed or Team.Types.State.Impaired
                    select $"{team.Key} is still {team.Last().Team.State} for {team.Last().Team.Holder}, {states.GetValueOrDefault(team.Last().Team.Holder)}");
    }
}
