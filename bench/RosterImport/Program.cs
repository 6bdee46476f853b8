using System.Globalization;
using TaskForce.Client;
using TaskForce.RosterImport;
using TaskForce.Testing;

// A nation's whole roster as one file, through the gateway into the store: checked, entered, changed, and read again unchanged.
var count = args is [var rows, ..] ? int.Parse(rows, CultureInfo.InvariantCulture) : 10_000;

var data = Directory.CreateTempSubdirectory("taskforce-bench-");
try
{
    await using var stack = await LocalTaskForce.StartAsync(data.FullName);
    using var dispatcher = stack.Connect("dispatcher.de");
    Console.Out.WriteLine($"{count} members, one call each row of this table");
    Console.Out.WriteLine(Run.Header);
    foreach (var (what, csv, dry) in Run.Of(1, count).Concat(Run.Of(2, count)))
    {
        Console.Out.WriteLine(await Run.MeasureAsync(dispatcher, what, csv, dry, count));
    }
}
finally
{
    data.Delete(recursive: true);
}
