using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Demo;

/// <summary>How far the demo is: its steps with the time each took, and each recipient's ladder. Thread safe.</summary>
internal sealed class DemoBoard(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly List<Step> _steps = [];
    private readonly List<string> _notes = [];
    private Mission? _mission;

    /// <summary>Hears each step's end and each rung or stage that a recipient reaches, as a line.</summary>
    public Action<string> Told { get; init; } = _ => { };

    public void Begin(string title)
    {
        lock (_lock)
        {
            _steps.Add(new(title, clock.GetTimestamp()));
        }
    }

    /// <summary>Ends the step that was begun last.</summary>
    public void End(bool reached, string detail)
    {
        lock (_lock)
        {
            var step = _steps[^1];
            _steps[^1] = step with { Reached = reached, Detail = detail, Took = clock.GetElapsedTime(step.Begun) };
        }

        Told(Line(_steps[^1]));
    }

    public void Follow(Mission mission)
    {
        List<string> lines;
        lock (_lock)
        {
            var before = _mission?.Orders.ToDictionary(order => order.Name) ?? [];
            lines = [.. mission.Orders.SelectMany(order => News(before.GetValueOrDefault(order.Name), order))];
            _mission = mission;
        }

        lines.ForEach(Told);
    }

    /// <summary>Notes something that went wrong beside the steps.</summary>
    public void Tell(string note)
    {
        lock (_lock)
        {
            _notes.Add(note);
        }

        Told(note);
    }

    public IRenderable Render()
    {
        lock (_lock)
        {
            IRenderable[] ladder = _mission is { Orders.Count: > 0 } mission ? [Ladder(mission)] : [];
            return new Rows([Steps(), .. ladder, .. _notes.Select(note => new Text(note))]);
        }
    }

    private Grid Steps()
    {
        var grid = new Grid().AddColumn(new GridColumn().PadLeft(1).PadRight(1)).AddColumn(new GridColumn().RightAligned().NoWrap().PadRight(2)).AddColumn();
        foreach (var step in _steps)
        {
            var mark = step.Reached switch { true => "[green]✓[/]", false => "[red]✗[/]", null => "[yellow]…[/]" };
            grid.AddRow(new Markup(mark), new Markup($"[dim]{DurationText.Short(step.Took ?? clock.GetElapsedTime(step.Begun))}[/]"),
                Markup.FromInterpolated($"{step.Title}  [dim]{step.Detail}[/]"));
        }

        return grid;
    }

    private static Table Ladder(Mission mission)
    {
        var table = Sheets.Of("RECIPIENT", "ROLE", "STORED", "DISPLAYED", "READ", "ACCEPTED", "EN ROUTE", "ON SCENE", "CLEAR");
        foreach (var order in mission.Orders.Where(order => order.Kind == Order.Types.Kind.Deploy))
        {
            var cells = new List<IRenderable> { Markup.FromInterpolated($"[bold]{order.CallSign}[/] ({order.Nation})"), new Text(order.Role.ToLowerInvariant()) };
            cells.AddRange(new[] { Order.Types.Rung.Stored, Order.Types.Rung.Displayed, Order.Types.Rung.Read, Order.Types.Rung.Accepted }
                .Select(rung => Dot(order.Rung >= rung, order.Rung == Order.Types.Rung.Declined)));
            cells.AddRange(new[] { Order.Types.Stage.EnRoute, Order.Types.Stage.OnScene, Order.Types.Stage.Clear }.Select(stage => Dot(order.Stage >= stage, false)));
            table.AddRow(cells);
        }

        return table;
    }

    private static Markup Dot(bool reached, bool declined) => new(!reached ? "[dim]·[/]" : declined ? "[red]●[/]" : "[green]●[/]");

    // Somebody whose base is at the scene is there before the order is read: ladder and progress are told apart.
    private static IEnumerable<string> News(Order? before, Order order)
    {
        if (before?.Rung != order.Rung)
        {
            yield return $"         {order.CallSign} ({order.Nation}): {EnumText.Words(order.Rung)}";
        }

        if (order.Stage > 0 && before?.Stage != order.Stage)
        {
            yield return $"         {order.CallSign} ({order.Nation}): {EnumText.Words(order.Stage)}";
        }
    }

    private static string Line(Step step) => $"{(step.Reached == true ? "ok" : "FAILED"),-6} {DurationText.Short(step.Took!.Value),6}  {step.Title}. {step.Detail}";

    private sealed record Step(string Title, long Begun, bool? Reached = null, string Detail = "", TimeSpan? Took = null);
}
