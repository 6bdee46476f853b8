using Google.Type;
using static TaskForce.Tasking.V1.Order.Types;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Client;

/// <summary>What a device and the centres tell each other besides orders.</summary>
public sealed partial class FieldUnit
{
    /// <summary>Says that the member is well.</summary>
    /// <param name="order">The order's name; without one it is the newest that holds.</param>
    /// <param name="note">For people.</param>
    /// <returns>The order as the server has it.</returns>
    public Task<Tasking.V1.Order> CheckInAsync(string order = "missions/-/orders/-", string note = "") => SendAsync<Tasking.V1.Order>(
        new Tasking.V1.CheckInRequest { Name = order, Device = Device, DeviceTime = Now(), Note = note, RequestId = NewId() });

    /// <summary>
    /// Calls for help: on disk when this returns, sent at once and past everything else, and again until the server has answered.
    /// </summary>
    /// <param name="text">What happened, for people; may be empty.</param>
    /// <param name="location">Where; null if unknown.</param>
    /// <returns>The alert that the centres see.</returns>
    public Task<Tasking.V1.Alert> NeedHelpAsync(string text = "", LatLng? location = null) => SendAsync<Tasking.V1.Alert>(new Tasking.V1.NeedHelpRequest
    {
        Text = text,
        Location = location,
        Order = Orders.LastOrDefault(known => known is { IsSuperseded: false, Order.Kind: Kind.Deploy })?.Order.Name ?? "",
        Device = Device,
        DeviceTime = Now(),
        RequestId = NewId(),
    });

    // Before it is stored that it was heard: rather twice than never. What the device knows to be settled is no news.
    private void Notice(Tasking.V1.OrderEvent change)
    {
        if (change.Type == Told.TerritoryCrossed && _store.IsNews(change))
        {
            _options.TerritoryCrossed?.Invoke(change.Order);
        }

        var known = change.Order is null ? null : _store.Find(change.Order.Name);
        var isNews = change.Type switch
        {
            Told.Reminder => known is { IsSuperseded: false, IsDecided: false },
            Told.CheckInDue => known is { IsSuperseded: false },
            Told.Notice => change.Sequence > _store.Cursor,
            Told.Decided => known is { Decision: null, Rung: < Rung.Accepted },
            Told.Superseded => known is { IsSuperseded: false },
            _ => false,
        };
        if (isNews)
        {
            var about = change.About is { CallSign.Length: > 0 } who ? $"{who.CallSign}: " : "";
            _options.Noticed?.Invoke(new(change.Type, change.Order!, about + change.Message, change.DueTime?.ToDateTimeOffset()));
        }
    }
}
