namespace TaskForce.Gateway.Refusals;

/// <summary>Ends a call whose body is read by others with a refusal.</summary>
internal sealed class RefusedException(Refusal refusal) : IOException(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}
