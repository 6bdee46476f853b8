namespace TaskForce.TakBridge.Connections;

/// <summary>Why a client's connection is ended.</summary>
/// <param name="reason">Stable, for counting.</param>
/// <param name="words">For people.</param>
internal sealed class SessionEnd(string reason, string words) : Exception(words)
{
    public string Reason => reason;
}
