using Google.Protobuf.WellKnownTypes;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Cot;
using TaskForce.Tasking.V1;

namespace TaskForce.TakBridge.Help;

/// <summary>Makes calls for help of a client's emergencies: one when it begins, however often the client repeats it, and one when it is called off. One for each connection.</summary>
internal sealed class Emergencies(TakClient client, HelpDesk desk) : IHearer
{
    private const string Emergency = "b-a-o-";
    private const string CalledOff = "b-a-o-can";

    // Of this client; more than a few it has not.
    private const int Most = 100;

    private readonly Dictionary<string, string> _open = new(StringComparer.Ordinal);

    public string? Take(CotEvent value)
    {
        if (!value.Type.StartsWith(Emergency, StringComparison.Ordinal))
        {
            return null;
        }

        var isOver = value.Type == CalledOff || value.Read("emergency", "cancel") == "true";
        if (isOver ? _open.Remove(value.Uid) : _open.Count < Most && (!_open.TryGetValue(value.Uid, out var known) || known != value.Type))
        {
            if (!isOver)
            {
                _open[value.Uid] = value.Type;
            }

            desk.Call(client.Device, ToRequest(value, isOver));
        }

        return isOver ? "emergency_over" : "emergency";
    }

    private NeedHelpRequest ToRequest(CotEvent value, bool isOver)
    {
        var what = value.Read("emergency", "type") is { Length: > 0 } type ? type : value.Type;
        var words = string.Join(": ", new[] { what, value.Find("remarks")?.Value.Trim() ?? "" }.Where(text => text.Length > 0));
        return new()
        {
            // Nobody in the field resolves a call: who called says that it is over, and the centre judges.
            Text = isOver ? $"Called off on the TAK client: {words}" : $"Emergency on the TAK client: {words}",
            Location = value.Point.IsPlace ? new() { Latitude = value.Point.Latitude, Longitude = value.Point.Longitude } : null,
            Device = client.Device.Device,
            DeviceTime = value.Time.ToTimestamp(),
            RequestId = Guid.NewGuid().ToString(),
        };
    }
}
