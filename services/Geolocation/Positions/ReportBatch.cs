using System.Buffers;
using System.Text;
using Google.Protobuf.Collections;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

/// <summary>The reports of one request with what the rules say of each one's values, in memory that is used again.</summary>
internal sealed class ReportBatch : IDisposable
{
    private Report[] _reports;
    private byte[] _names;

    private ReportBatch(int count, byte[] names) => (_reports, _names) = (ArrayPool<Report>.Shared.Rent(count), names);

    public int Count { get; private set; }

    public required Reporter Reporter { get; init; }

    public required long ReceiptTime { get; init; }

    public Span<Report> Reports => _reports.AsSpan(0, Count);

    /// <summary>The subject's name.</summary>
    public ReadOnlySpan<byte> NameOf(in Report report) => _names.AsSpan(report.NameStart, report.NameLength);

    public static ReportBatch Of(RepeatedField<V1.PositionReport> reports, Reporter reporter, long now, TimeSpan tolerance)
    {
        var names = ArrayPool<byte>.Shared.Rent(reports.Sum(report => Encoding.UTF8.GetByteCount(report.Subject)));
        var batch = new ReportBatch(reports.Count, names) { Reporter = reporter, ReceiptTime = now };
        var end = 0;
        foreach (var report in reports)
        {
            var length = Encoding.UTF8.GetBytes(report.Subject, names.AsSpan(end));
            batch.Add(RawReport.Of(report) with { Name = (end, length) }, tolerance);
            end += length;
        }

        return batch;
    }

    /// <summary>Takes over what a request holds.</summary>
    public static ReportBatch Of(StreamedReports reports, Reporter reporter, long now, TimeSpan tolerance)
    {
        var batch = new ReportBatch(reports.Count, reports.Payload) { Reporter = reporter, ReceiptTime = now };
        foreach (ref readonly var report in reports.Reports)
        {
            batch.Add(report, tolerance);
        }

        reports.Release();
        return batch;
    }

    public void Dispose()
    {
        ArrayPool<Report>.Shared.Return(_reports, clearArray: true);
        ArrayPool<byte>.Shared.Return(_names);
        (_reports, _names, Count) = ([], [], 0);
    }

    private void Add(in RawReport raw, TimeSpan tolerance)
    {
        var name = _names.AsSpan(raw.Name.Start, raw.Name.Length);
        var verdict = ReportRules.CheckValues(raw, name, ReceiptTime, tolerance);
        _reports[Count++] = verdict.IsRefusal ? new() { Refusal = verdict } : new()
        {
            NameStart = raw.Name.Start,
            NameLength = raw.Name.Length,
            NameHash = NameHash.Of(name),
            EventTime = raw.EventTicks,
            Latitude = Fix.Units(raw.Latitude),
            Longitude = Fix.Units(raw.Longitude),
            AccuracyMetres = raw.AccuracyMetres ?? float.NaN,
            SpeedMps = raw.SpeedMps ?? float.NaN,
            HeadingDegrees = raw.HeadingDegrees ?? float.NaN,
            Source = raw.Source,
            DeviceSequence = raw.DeviceSequence ?? 0,
        };
    }
}

/// <summary>One report of a batch.</summary>
internal struct Report
{
    /// <summary>Why its values are refused; no refusal if they are not, and only then the rest is set.</summary>
    public Verdict Refusal;
    public int NameStart;
    public int NameLength;
    public uint NameHash;
    public int Source;
    public long EventTime;
    public long DeviceSequence;
    public int Latitude;
    public int Longitude;
    public float AccuracyMetres;
    public float SpeedMps;
    public float HeadingDegrees;

    /// <summary>The number of its subject, or -1; the writer's.</summary>
    public int Subject;
}
