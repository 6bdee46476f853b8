namespace TaskForce.OrderLatency.Peers;

/// <summary>Another way to bring an order to a unit, started on a free port with a directory of its own.</summary>
internal interface IPeer : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Connects units that wait for orders, each on a connection of its own, and producers that send them.</summary>
    Task ConnectAsync(int units, int producers);

    /// <summary>When the next order has reached a unit, as a timestamp; ask before it is sent.</summary>
    Task<long> NextAsync(int unit);

    /// <summary>Sends an order to each of some units at once, and returns when the server has answered for all.</summary>
    Task SendAsync(int producer, IReadOnlyList<int> units);
}
