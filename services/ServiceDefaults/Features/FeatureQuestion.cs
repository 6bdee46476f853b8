namespace TaskForce.ServiceDefaults.Features;

/// <summary>What is asked of a collection's items.</summary>
/// <param name="Box">Only within; null for anywhere.</param>
/// <param name="Time">Only then.</param>
/// <param name="Limit">How many at most.</param>
public sealed record FeatureQuestion(FeatureBox? Box, FeatureTime Time, int Limit)
{
    private const int Usual = 1000;
    private const int Most = 10_000;

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public static FeatureQuestion Read(string bbox, string datetime, int limit)
    {
        var violations = new Violations();
        var (box, time) = (FeatureBox.Read(bbox, violations), FeatureTime.Read(datetime, violations));
        violations.Check(limit >= 0, "limit", "must be 1 or more");
        violations.ThrowIfAny();
        return new(box, time, limit == 0 ? Usual : Math.Min(limit, Most));
    }
}
