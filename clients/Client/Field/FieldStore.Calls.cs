using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.V1;

namespace TaskForce.Client.Field;

/// <summary>When help was called for last.</summary>
internal sealed partial class FieldStore
{
    private (Guid Report, DateTimeOffset Time)? _call;

    /// <summary>How long ago the device last called for help, by its own clock, which may have been set back since; null if it never did.</summary>
    public TimeSpan? SinceCall(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _call is { } call ? now - call.Time : null;
        }
    }

    private void NoteCall(ReportEntry report, IMessage request)
    {
        if (request is NeedHelpRequest { DeviceTime: { } time })
        {
            _call = (report.Id, time.ToDateTimeOffset());
        }
    }

    // Of one that was sent only when it was; one that was not is kept anyway.
    private List<Entry> CallSnapshot()
    {
        if (_call is not { } call || _outbox.Exists(report => report.Id == call.Report))
        {
            return [];
        }

        var report = new ReportEntry(call.Report, Any.Pack(new NeedHelpRequest { DeviceTime = Timestamp.FromDateTimeOffset(call.Time) }).ToByteArray());
        return [report, new SentEntry(report.Id)];
    }
}
