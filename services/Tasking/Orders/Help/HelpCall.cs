using Google.Type;

namespace TaskForce.Tasking.Orders;

/// <summary>A call for help, with whatever of it can be used: nothing in it is a reason to refuse it.</summary>
/// <param name="Who">The member or, if the token names none, its subject, which no subject can make look like somebody's member.</param>
/// <param name="Member">The member; empty if the token names none.</param>
/// <param name="Order">The order that it names, as it was sent.</param>
internal sealed record HelpCall(string Who, string Member, string Nation, string Text, LatLng? Location, string Order, string Device, DateTimeOffset? DeviceTime)
{
    private const string Members = "members/";
    private const int LongestText = 500;
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    public static HelpCall Of(V1.NeedHelpRequest request, Caller caller) => new(
        caller.Member.Length > 0 ? caller.Member : caller.Subject.StartsWith(Members, StringComparison.Ordinal) ? caller.Key : caller.Subject,
        caller.Member,
        caller.Nation,
        Cut(request.Text, LongestText),
        request.Location is { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 } place ? place : null,
        Cut(request.Order, LongestText),
        caller.Device.Length > 0 ? caller.Device : Cut(request.Device, OrderReports.LongestDevice),
        request.DeviceTime is { Seconds: >= FirstSecond and <= LastSecond, Nanos: >= 0 and < 1_000_000_000 } time ? time.ToDateTimeOffset() : null);

    private static string Cut(string text, int most)
    {
        var clean = text.Replace("\0", "", StringComparison.Ordinal).Trim();
        return clean.Length > most ? clean[..most] : clean;
    }
}
