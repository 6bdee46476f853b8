using System.Buffers;
using Grpc.Core;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// A <see cref="V1.StreamPositionsRequest"/> read from the wire into memory that is used again: as generated objects, each of its reports would be four.
/// </summary>
internal sealed class StreamedReports
{
    private const int Sequence1 = (1 << 3) | 0;
    private const int Reports2 = (2 << 3) | 2;
    private RawReport[] _reports = ArrayPool<RawReport>.Shared.Rent(128);

    private StreamedReports()
    {
    }

    public static Marshaller<StreamedReports> Marshaller { get; } =
        new((_, _) => throw new NotSupportedException("A server only reads it."), context => Read(context.PayloadAsReadOnlySequence()));

    public long Sequence { get; private set; }

    /// <summary>How many there are, also if there are more than <see cref="Reception.MostReports"/>, which are not kept.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes that hold the names; the receiver's from now on.</summary>
    public byte[] Payload { get; private set; } = [];

    public ReadOnlySpan<RawReport> Reports => _reports.AsSpan(0, Count);

    public static StreamedReports Read(ReadOnlySequence<byte> bytes)
    {
        var request = new StreamedReports { Payload = ArrayPool<byte>.Shared.Rent((int)bytes.Length) };
        bytes.CopyTo(request.Payload);
        request.Read(new WireReader(request.Payload.AsSpan(0, (int)bytes.Length), 0));
        return request;
    }

    /// <summary>Gives the memory of the reports back; that of the names is the receiver's.</summary>
    public void Release()
    {
        ArrayPool<RawReport>.Shared.Return(_reports);
        _reports = [];
        Count = 0;
    }

    private void Read(WireReader reader)
    {
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case Sequence1:
                    Sequence = (long)reader.ReadVarint();
                    break;
                case Reports2:
                    Add(RawReport.Read(reader.ReadMessage()));
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }

    private void Add(in RawReport report)
    {
        if (Count < Reception.MostReports)
        {
            if (Count == _reports.Length)
            {
                var more = ArrayPool<RawReport>.Shared.Rent(Count * 2);
                _reports.CopyTo(more, 0);
                ArrayPool<RawReport>.Shared.Return(_reports);
                _reports = more;
            }

            _reports[Count] = report;
        }

        Count++;
    }
}
