using System.Globalization;
using TaskForce.Formation;

// Teams for several hotspots at once out of ever larger rosters, beside a greedy choice and beside the same model given to the solver
// as it is. Arguments: the most members, the most hotspots, and the seconds that each search may take.
int Argument(int i, int usual) => args.Length > i ? int.Parse(args[i], CultureInfo.InvariantCulture) : usual;
int[] rosters = [200, 2_000, 20_000];
int[] questions = [1, 10, 50];
var (members, hotspots, limit) = (Argument(0, 20_000), Argument(1, 50), TimeSpan.FromSeconds(Argument(2, 20)));

// Once for nothing, so that no row pays for loading the solver.
Trial.Run(World.Create(200, 1, seed: 7), limit);

Console.Out.WriteLine($"Milliseconds; '-' is not within {limit.TotalSeconds} s. Quality: the sums of latest arrivals and of travel, over the best known.");
Console.Out.WriteLine(Trial.Header);
foreach (var people in rosters.Where(count => count <= members))
{
    foreach (var places in questions.Where(count => count <= hotspots && count * 10 <= people))
    {
        Console.Out.WriteLine(Trial.Run(World.Create(people, places, seed: 1), limit));
    }
}
