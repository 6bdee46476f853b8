namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// Points by subject and event time in one run of bytes: for each subject its number less that of the subject before it, the length of its run, and its
/// points, each as its difference from the one before it. The run of a subject is found without reading those of the others.
/// </summary>
internal static class PageCodec
{
    /// <summary>Writes points that are sorted by subject, those of one in any order: usually by event time.</summary>
    public static byte[] Write(ReadOnlySpan<Fix> points)
    {
        var (page, run) = (new ByteBuffer(), new ByteBuffer());
        var subject = 0;
        for (var start = 0; start < points.Length;)
        {
            var end = start + 1;
            while (end < points.Length && points[end].Subject == points[start].Subject)
            {
                end++;
            }

            run.Clear();
            WriteRun(run, points[start..end]);
            page.WriteVarint((uint)(points[start].Subject - subject));
            page.WriteVarint((uint)run.Length);
            page.Write(run);
            (subject, start) = (points[start].Subject, end);
        }

        return page.ToArray();
    }

    /// <summary>Adds the points of a subject, or of all if it is null, by subject and event time.</summary>
    public static void Read(ReadOnlySpan<byte> page, int? wanted, ICollection<Fix> points)
    {
        var reader = new ByteReader(page);
        var subject = 0;
        while (!reader.IsAtEnd && (wanted is null || subject <= wanted))
        {
            subject += (int)reader.ReadVarint();
            var end = (int)reader.ReadVarint() + reader.Position;
            if (wanted is null || wanted == subject)
            {
                ReadRun(ref reader, end, subject, points);
            }

            reader.Position = end;
        }
    }

    private static void WriteRun(ByteBuffer run, ReadOnlySpan<Fix> points)
    {
        var before = default(Fix);
        foreach (ref readonly var fix in points)
        {
            var details = FixDetailsCodec.DetailsOf(fix);
            run.Write((byte)details);
            run.WriteSigned(fix.Sequence - before.Sequence);
            run.WriteSigned(fix.EventTime - before.EventTime);
            run.WriteSigned(fix.ReceiptTime - before.ReceiptTime);
            run.WriteSigned((long)fix.Latitude - before.Latitude);
            run.WriteSigned((long)fix.Longitude - before.Longitude);
            run.WriteMeasures(fix, details);
            before = fix;
        }
    }

    private static void ReadRun(ref ByteReader reader, int end, int subject, ICollection<Fix> points)
    {
        var before = default(Fix);
        while (reader.Position < end)
        {
            var details = (FixDetails)reader.Read();
            before = new()
            {
                Subject = subject,
                IsLate = details.HasFlag(FixDetails.Late),
                Sequence = before.Sequence + reader.ReadSigned(),
                EventTime = before.EventTime + reader.ReadSigned(),
                ReceiptTime = before.ReceiptTime + reader.ReadSigned(),
                Latitude = (int)(before.Latitude + reader.ReadSigned()),
                Longitude = (int)(before.Longitude + reader.ReadSigned()),
            };
            var measures = reader.ReadMeasures(details);
            before = before with
            {
                AccuracyMetres = measures.Accuracy,
                SpeedMps = measures.Speed,
                HeadingDegrees = measures.Heading,
                Source = measures.Source,
                DeviceSequence = measures.DeviceSequence,
            };
            points.Add(before);
        }
    }
}
