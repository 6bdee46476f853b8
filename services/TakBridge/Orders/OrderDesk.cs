using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Picture;

namespace TaskForce.TakBridge.Orders;

/// <summary>What is said to a client about its orders, and what it was told of. One for each connection.</summary>
internal sealed class OrderDesk(TakClient client, OrderBook book, Standing standing, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public OrderBook Book => book;

    public Standing Standing => standing;

    /// <summary>Sends a message.</summary>
    /// <param name="messageId">Which: receipts name it.</param>
    /// <param name="text">What it says.</param>
    public void Say(string messageId, string text) => client.Outbox.Add(TaskForceContact.ToMessage(client, messageId, text, clock.GetUtcNow(), Day));

    /// <summary>Sends a message that nobody refers to.</summary>
    public void Say(string text) => Say(Guid.NewGuid().ToString(), text);
}
