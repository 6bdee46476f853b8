namespace TaskForce.Client;

/// <summary>Whether the server is heard.</summary>
/// <param name="IsUp">Whether it has just been heard again; otherwise it is lost.</param>
/// <param name="Reason">Why it was lost, for people; empty while it is heard.</param>
/// <param name="RetryIn">How long until the next try; zero while it is heard.</param>
public sealed record LinkChange(bool IsUp, string Reason, TimeSpan RetryIn);
