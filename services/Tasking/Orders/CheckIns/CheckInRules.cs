namespace TaskForce.Tasking.Orders;

/// <summary>How often a recipient must say that all is well: configuration, section <c>ResponsePlans:N:CheckIn</c>.</summary>
internal sealed class CheckInRules
{
    /// <summary>The time between two signs of life; zero expects none.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>From the reminder until the centres are alerted.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether check-ins are expected on the way already.</summary>
    public bool EnRoute { get; set; }

    /// <summary>Whether an order is one whose recipient must check in now.</summary>
    public bool Expect(Order order) => Interval > TimeSpan.Zero && order is { Kind: OrderKind.Deploy, Successor: null }
        && (order.Stage == Stage.OnScene || (EnRoute && order.Stage == Stage.EnRoute));

    /// <summary>Everything that is wrong with it.</summary>
    public IEnumerable<string> Faults(string key)
    {
        if (Interval < TimeSpan.Zero || Grace <= TimeSpan.Zero)
        {
            yield return $"{key} needs an Interval that is not negative and a Grace above zero.";
        }
    }
}
