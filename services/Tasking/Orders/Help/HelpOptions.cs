namespace TaskForce.Tasking.Orders;

/// <summary>Who hears a call for help from somebody who is in no mission, besides the caller's own nation: configuration, section <c>Help</c>.</summary>
internal sealed class HelpOptions
{
    /// <summary>ISO 3166-1 alpha-2.</summary>
    public List<string> Nations { get; set; } = [];
}
