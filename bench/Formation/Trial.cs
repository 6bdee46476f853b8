using System.Diagnostics;
using System.Globalization;
using TaskForce.Roster.Formation.Search;

namespace TaskForce.Formation;

/// <summary>One world, solved in three ways.</summary>
internal static class Trial
{
    private const double Near = 0.01;

    public const string Header =
        "| members | hotspots | first answer | arrival to 1 % | all to 1 % | to proof | plain model: arrival to 1 % | all to 1 % | times slower | first plan: arrival | travel | greedy: time | arrival | travel |\n"
        + "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";

    public static string Run(World world, TimeSpan limit)
    {
        var ours = Ours(world, limit);
        var best = ours[^1];
        var plain = Plain(world, limit);
        var watch = Stopwatch.StartNew();
        var greedy = Greedy.Find(world.Slots());
        var greedyTime = watch.Elapsed;
        var (oursAt, plainAt) = (TimeTo(ours, best.Arrival), TimeTo(plain, best.Arrival));
        return string.Join(' ', "|", string.Join(" | ",
            Number(world.People), Number(world.Hotspots.Count), Text(ours[0].Time), Text(oursAt), Text(TimeTo(ours, best.Arrival, best.Travel)), best.Gap == 0 ? Text(best.Time) : $"gap {best.Gap.ToString("P1", CultureInfo.InvariantCulture)}",
            Text(plainAt), Text(TimeTo(plain, best.Arrival, best.Travel)), Ratio(plainAt ?? limit, oursAt, plainAt is null),
            Quality(ours[0], best, moment => moment.Arrival), Quality(ours[0], best, moment => moment.Travel), Text(greedyTime),
            Quality(Moment.Of(greedyTime, greedy), best, moment => moment.Arrival), Quality(Moment.Of(greedyTime, greedy), best, moment => moment.Travel)), "|");
    }

    // As the service searches.
    private static List<Moment> Ours(World world, TimeSpan limit)
    {
        List<Moment> moments = [];
        var watch = Stopwatch.StartNew();
        var solver = new PlanSolver(TimeProvider.System, TimeProvider.System.GetUtcNow() + limit, 1);
        var found = new PlanSearch(world.Slots(), TeamSearch.AtBase(world.Hotspots.Select(hotspot => hotspot.Pool)), solver,
            finding => moments.Add(Moment.Of(watch.Elapsed, finding.Plan) with { Gap = finding.Gap })).Run();

        // The first report of a proof counts; what comes after it ranks plans that are equally good by then.
        var proved = moments.Find(moment => moment.Gap == 0);
        return proved is null ? [.. moments, Moment.Of(watch.Elapsed, found.Plan) with { Gap = found.Gap }] : [.. moments.TakeWhile(moment => moment.Gap > 0), proved];
    }

    // Everyone in one model, one goal whose parts cannot outweigh each other, no hint and nobody left out.
    private static List<Moment> Plain(World world, TimeSpan limit)
    {
        List<Moment> moments = [];
        var watch = Stopwatch.StartNew();
        var slots = world.Slots();
        var model = new PlanModel(slots, _ => true);
        var longest = slots.Max(slot => slot.People.Select(person => (long)person.Seconds).DefaultIfEmpty().Max());
        var travels = (longest * slots.Sum(slot => slot.Requirement.MaxMembers)) + 1;
        var arrivals = (longest * slots.Count) + 1;
        var solver = new PlanSolver(TimeProvider.System, TimeProvider.System.GetUtcNow() + limit, 1);
        solver.Minimise(model, (model.Unserved * (arrivals * travels)) + (model.Arrival * travels) + model.Travel,
            plan => moments.Add(Moment.Of(watch.Elapsed, plan)));
        return moments;
    }

    private static TimeSpan? TimeTo(List<Moment> moments, long arrival, long? travel = null) => moments.Find(moment => moment.Unserved == 0
        && moment.Arrival <= arrival * (1 + Near) && (travel is null || moment.Travel <= travel * (1 + Near)))?.Time;

    private static string Quality(Moment moment, Moment best, Func<Moment, long> goal) => moment.Unserved > best.Unserved
        ? $"{moment.Unserved} unserved" : (goal(moment) / (double)Math.Max(1, goal(best))).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Ratio(TimeSpan plain, TimeSpan? ours, bool atLeast) => ours is null ? "-"
        : (atLeast ? "> " : "") + (plain / ours.Value).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan? time) => time?.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) ?? "-";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Moment(TimeSpan Time, int Unserved, long Arrival, long Travel, double Gap)
    {
        public static Moment Of(TimeSpan time, Plan plan) => new(time, plan.Unserved, plan.Arrival, plan.Travel, 1);
    }
}
