namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// Keeps what a process knows in step with a database that other processes write too. Register it as a singleton of this type; on SQLite
/// nobody calls it, because there are no others.
/// </summary>
public interface ICatchUp
{
    /// <summary>
    /// Takes in what was committed since the last time. Called once before the service answers, then after each commit of any process, and
    /// every second in case that a call was lost; never twice at once.
    /// </summary>
    Task CatchUpAsync(CancellationToken cancellation);
}
