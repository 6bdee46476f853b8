namespace TaskForce.Geolocation.Tracks;

/// <summary>What not every point has: a byte tells which of it follows.</summary>
[Flags]
internal enum FixDetails : byte
{
    None = 0,
    Late = 1,
    Accuracy = 2,
    Speed = 4,
    Heading = 8,
    Source = 16,
    Receipt = 32,
    NewOwner = 64,
    DeviceSequence = 128,
}

internal static class FixDetailsCodec
{
    public static FixDetails DetailsOf(in Fix fix) =>
        (fix.IsLate ? FixDetails.Late : 0)
        | (float.IsNaN(fix.AccuracyMetres) ? 0 : FixDetails.Accuracy)
        | (float.IsNaN(fix.SpeedMps) ? 0 : FixDetails.Speed)
        | (float.IsNaN(fix.HeadingDegrees) ? 0 : FixDetails.Heading)
        | (fix.Source == 0 ? 0 : FixDetails.Source)
        | (fix.DeviceSequence == 0 ? 0 : FixDetails.DeviceSequence);

    public static void WriteMeasures(this ByteBuffer buffer, in Fix fix, FixDetails details)
    {
        if ((details & (FixDetails.Accuracy | FixDetails.Speed | FixDetails.Heading | FixDetails.Source | FixDetails.DeviceSequence)) == 0)
        {
            return;
        }

        WriteIf(buffer, fix.AccuracyMetres, details.HasFlag(FixDetails.Accuracy));
        WriteIf(buffer, fix.SpeedMps, details.HasFlag(FixDetails.Speed));
        WriteIf(buffer, fix.HeadingDegrees, details.HasFlag(FixDetails.Heading));
        if (details.HasFlag(FixDetails.Source))
        {
            buffer.WriteSigned(fix.Source);
        }

        if (details.HasFlag(FixDetails.DeviceSequence))
        {
            buffer.WriteVarint((ulong)fix.DeviceSequence);
        }
    }

    public static (float Accuracy, float Speed, float Heading, int Source, long DeviceSequence) ReadMeasures(this ref ByteReader reader, FixDetails details)
    {
        var accuracy = details.HasFlag(FixDetails.Accuracy) ? reader.ReadFloat() : float.NaN;
        var speed = details.HasFlag(FixDetails.Speed) ? reader.ReadFloat() : float.NaN;
        var heading = details.HasFlag(FixDetails.Heading) ? reader.ReadFloat() : float.NaN;
        var source = details.HasFlag(FixDetails.Source) ? (int)reader.ReadSigned() : 0;
        return (accuracy, speed, heading, source, details.HasFlag(FixDetails.DeviceSequence) ? (long)reader.ReadVarint() : 0);
    }

    private static void WriteIf(ByteBuffer buffer, float value, bool isKnown)
    {
        if (isKnown)
        {
            buffer.WriteFloat(value);
        }
    }
}
