using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using SpeedUnit = TaskForce.Partners.V1.Tracker.Types.SpeedUnit;

namespace TaskForce.Partners.Trackers;

/// <summary>Reads the OsmAnd protocol, as its apps and Traccar's clients speak it.</summary>
internal static class OsmAnd
{
    // A receiver's usual error in the open.
    private const double MetresOfADilution = 5;

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public static Fix Read(V1.ReceiveOsmAndPositionRequest request, SpeedUnit unit) => request.Document switch
    {
        { Data.IsEmpty: false } body when body.ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) => ReadJson(body.Data.Span),
        { Data.IsEmpty: false } body => ReadQuery(WithForm(request, Encoding.UTF8.GetString(body.Data.Span)), unit),
        _ => ReadQuery(request, unit),
    };

    private static Fix ReadQuery(V1.ReceiveOsmAndPositionRequest request, SpeedUnit unit)
    {
        var reading = new FixReading();
        var dilution = reading.Number(request.Hdop, "hdop");
        var fix = new Fix(
            request.Id.Length > 0 ? request.Id : request.Deviceid, reading.Required(request.Lat, "lat"), reading.Required(request.Lon, "lon"), reading.Time(request.Timestamp, "timestamp"),
            reading.Number(request.Accuracy, "accuracy") ?? (dilution * MetresOfADilution), reading.Number(request.Speed, "speed") * MetresPerSecond(unit),
            reading.Number(request.Bearing.Length > 0 ? request.Bearing : request.Heading, "bearing"), request.Valid is not ("false" or "0"));
        reading.ThrowIfAny();
        return fix;
    }

    // {"location": {"timestamp": …, "coords": {"latitude": …, "longitude": …, "accuracy": …, "speed": …, "heading": …}}, "device_id": …}
    private static Fix ReadJson(ReadOnlySpan<byte> json)
    {
        var (root, reading) = (FixReading.Parse(json), new FixReading());
        var location = FixReading.Object(root, "location", "location");
        var coords = FixReading.Object(location, "coords", "location.coords");
        string Text(string name) => FixReading.Text(coords, name);
        var fix = new Fix(
            FixReading.Text(root, "device_id"), reading.Required(Text("latitude"), "location.coords.latitude"), reading.Required(Text("longitude"), "location.coords.longitude"),
            reading.Time(FixReading.Text(location, "timestamp"), "location.timestamp"), reading.Number(Text("accuracy"), "location.coords.accuracy"),
            reading.Number(Text("speed"), "location.coords.speed"), reading.Number(Text("heading"), "location.coords.heading"), true);
        reading.ThrowIfAny();
        // These clients say -1 for what they do not know.
        return fix with { SpeedMps = fix.SpeedMps >= 0 ? fix.SpeedMps : null, HeadingDegrees = fix.HeadingDegrees >= 0 ? fix.HeadingDegrees : null };
    }

    private static V1.ReceiveOsmAndPositionRequest WithForm(V1.ReceiveOsmAndPositionRequest request, string form)
    {
        var (whole, values) = (request.Clone(), QueryHelpers.ParseQuery(form));
        foreach (var field in V1.ReceiveOsmAndPositionRequest.Descriptor.Fields.InFieldNumberOrder().Where(field => field.Name is not ("secret" or "document")))
        {
            if (values.TryGetValue(field.Name, out var value))
            {
                field.Accessor.SetValue(whole, value.ToString());
            }
        }

        return whole;
    }

    private static double MetresPerSecond(SpeedUnit unit) => unit switch
    {
        SpeedUnit.MetresPerSecond => 1,
        SpeedUnit.KilometresPerHour => 1 / 3.6,
        _ => Fix.Knot,
    };
}
