namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// Points of the log in one run of bytes, in the order of their sequences, which have no gap. Each: a byte of <see cref="FixDetails"/>, the subject,
/// the event time less that of the point before it, the place as two integers, and what the details name.
/// </summary>
internal static class BatchCodec
{
    public static void Write(ByteBuffer buffer, ReadOnlySpan<Fix> points, SubjectTable subjects, ref (long Event, long Receipt) before)
    {
        foreach (ref readonly var fix in points)
        {
            var details = FixDetailsCodec.DetailsOf(fix)
                | (fix.ReceiptTime == before.Receipt ? 0 : FixDetails.Receipt)
                | (fix.NewOwner == 0 ? 0 : FixDetails.NewOwner);
            buffer.Write((byte)details);
            buffer.WriteVarint((uint)fix.Subject);
            buffer.WriteSigned(fix.EventTime - before.Event);
            buffer.WriteInt(fix.Latitude);
            buffer.WriteInt(fix.Longitude);
            buffer.WriteMeasures(fix, details);
            if (details.HasFlag(FixDetails.Receipt))
            {
                buffer.WriteSigned(fix.ReceiptTime - before.Receipt);
            }

            if (fix.NewOwner != 0)
            {
                buffer.WriteText(subjects.NationAt(fix.NewOwner));
            }

            before = (fix.EventTime, fix.ReceiptTime);
        }
    }

    /// <summary>The points of a batch whose first has the sequence <paramref name="first"/>.</summary>
    public static Fix[] Read(ReadOnlySpan<byte> bytes, long first, int count, SubjectTable subjects)
    {
        var reader = new ByteReader(bytes);
        var points = new Fix[count];
        var (eventTime, receiptTime) = (0L, 0L);
        for (var i = 0; i < count; i++)
        {
            var details = (FixDetails)reader.Read();
            var subject = (int)reader.ReadVarint();
            eventTime += reader.ReadSigned();
            var (latitude, longitude) = (reader.ReadInt(), reader.ReadInt());
            var measures = reader.ReadMeasures(details);
            receiptTime += details.HasFlag(FixDetails.Receipt) ? reader.ReadSigned() : 0;
            points[i] = new()
            {
                Sequence = first + i,
                EventTime = eventTime,
                ReceiptTime = receiptTime,
                Subject = subject,
                Latitude = latitude,
                Longitude = longitude,
                AccuracyMetres = measures.Accuracy,
                SpeedMps = measures.Speed,
                HeadingDegrees = measures.Heading,
                Source = measures.Source,
                DeviceSequence = measures.DeviceSequence,
                IsLate = details.HasFlag(FixDetails.Late),
                NewOwner = details.HasFlag(FixDetails.NewOwner) ? subjects.NumberOf(reader.ReadText()) : (byte)0,
            };
        }

        return points;
    }
}
