namespace TaskForce.Partners.Trackers;

/// <summary>Reads what a Traccar server forwards as JSON: <c>{"position": {…}, "device": {…}}</c>.</summary>
internal static class Traccar
{
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public static Fix Read(ReadOnlySpan<byte> json)
    {
        var (root, reading) = (FixReading.Parse(json), new FixReading());
        var position = FixReading.Object(root, "position", "position");
        string Text(string name) => FixReading.Text(position, name);
        var fix = new Fix(
            FixReading.Text(FixReading.Object(root, "device", "device"), "uniqueId"), reading.Required(Text("latitude"), "position.latitude"),
            reading.Required(Text("longitude"), "position.longitude"), reading.Time(Text("fixTime") is { Length: > 0 } time ? time : Text("deviceTime"), "position.fixTime"),
            // Traccar says 0 for an accuracy that it does not know.
            reading.Number(Text("accuracy"), "position.accuracy") is > 0 and var accuracy ? accuracy : null, reading.Number(Text("speed"), "position.speed") * Fix.Knot,
            reading.Number(Text("course"), "position.course"), Text("valid") != "false" && Text("outdated") != "true");
        reading.ThrowIfAny();
        return fix;
    }
}
