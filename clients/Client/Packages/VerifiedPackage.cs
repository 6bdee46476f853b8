using TaskForce.Tasking.V1;

namespace TaskForce.Client;

/// <summary>A task package whose signatures were verified.</summary>
/// <param name="Content">What was signed.</param>
/// <param name="Nations">The nations whose signature holds, at least one.</param>
/// <param name="Original">The same as it came, to be handed on.</param>
public sealed record VerifiedPackage(TaskPackage Content, IReadOnlyList<string> Nations, SignedTaskPackage Original)
{
    /// <summary>The order, <c>missions/{mission}/orders/{order}</c>.</summary>
    public string Order => Content.Order.Name;

    /// <summary>Whether something may still be begun by it.</summary>
    public bool HoldsAt(DateTimeOffset time) => time < Content.ExpireTime.ToDateTimeOffset();
}
