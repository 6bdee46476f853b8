using TaskForce.Positions;

// Where everybody is: positions in, questions about them, what they take on the wire and on the disk, a day's track, and two replicas; beside Redis and PostGIS in
// the same run. Without arguments all parts run; docs/benchmarks.md tells what can be set.
Dictionary<string, Func<Settings, Task>> parts = new()
{
    ["ingest"] = IngestTrial.RunAsync,
    ["questions"] = QuestionTrial.RunAsync,
    ["bytes"] = BytesTrial.RunAsync,
    ["track"] = TrackTrial.RunAsync,
    ["replicas"] = ReplicaTrial.RunAsync,
};

var (part, settings) = (args.FirstOrDefault(), new Settings(args.Skip(1)));
foreach (var run in part is null ? parts.Values : (IEnumerable<Func<Settings, Task>>)[parts[part]])
{
    await run(settings);
}
