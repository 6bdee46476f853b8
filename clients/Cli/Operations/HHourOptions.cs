using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Operations;

/// <summary>The two ways to say when H is: as a time, or from now on.</summary>
internal sealed class HHourOptions
{
    public Option<DateTimeOffset?> At { get; } = TimeText.Option("--h", "H, the common start.");

    public Option<TimeSpan?> Inside { get; } = Duration("--in", "H, from now on. Such as 10m or 1h.");

    public static Option<TimeSpan?> Duration(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = result => DurationText.Parse(result) };

    /// <exception cref="UsageException">Neither was given.</exception>
    public Timestamp Read(Session session) =>
        (session.Get(At) ?? session.Clock.GetUtcNow() + session.Get(Inside) ?? throw new UsageException("Say when H is: --h 2030-03-01T04:00, or --in 30m.")).ToTimestamp();
}
