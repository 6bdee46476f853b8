namespace TaskForce.Faults.Load;

/// <summary>How much a run asks of the services: a short form for every change, and a long one (<c>make faults</c>).</summary>
/// <param name="Dispatchers">Who plan and send at the same time.</param>
/// <param name="Units">Members with a device.</param>
/// <param name="Kills">Processes killed.</param>
/// <param name="Freeze">How long a frozen process stands still.</param>
internal sealed record Intensity(int Dispatchers, int Units, int Kills, TimeSpan Freeze)
{
    private const string Variable = "TASKFORCE_FAULTS";

    public static bool IsLong => Environment.GetEnvironmentVariable(Variable) == "long";

    public static Intensity Current => IsLong ? new(50, 500, 200, TimeSpan.FromSeconds(30)) : new(4, 20, 4, TimeSpan.FromSeconds(2));
}
