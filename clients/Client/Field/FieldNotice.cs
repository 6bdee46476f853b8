namespace TaskForce.Client;

/// <summary>Something that the recipient should hear besides new orders.</summary>
/// <param name="Type">
/// <c>REMINDER</c> and <c>CHECK_IN_DUE</c> want an answer; <c>NOTICE</c> is about another recipient; <c>DECIDED</c> says that the order was
/// answered on another device; <c>SUPERSEDED</c> that it does not hold any more.
/// </param>
/// <param name="Order">The recipient's own order that it belongs to.</param>
/// <param name="Message">The same for people; may be empty.</param>
/// <param name="DueTime">When what it is about fell due; null if nothing did.</param>
public sealed record FieldNotice(Tasking.V1.OrderEvent.Types.Type Type, Tasking.V1.Order Order, string Message, DateTimeOffset? DueTime);
