using Google.Protobuf;
using TaskForce.Tasking.V1;

namespace TaskForce.Client.Field;

/// <summary>When help was called for last.</summary>
internal sealed partial class FieldStore
{
    private (ReportEntry Report, DateTimeOffset Time)? _call;

    /// <summary>How long ago the device last called for help, by its own clock, never less than nothing; null if it never did.</summary>
    public TimeSpan? SinceCall(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _call is not { } call ? null : call.Time < now ? now - call.Time : TimeSpan.Zero;
        }
    }

    private void NoteCall(ReportEntry report, IMessage request)
    {
        if (request is NeedHelpRequest { DeviceTime: { } time })
        {
            _call = (report, time.ToDateTimeOffset());
        }
    }

    // One that is still to be sent is kept anyway.
    private List<Entry> CallSnapshot() => _call is { } call && !_outbox.Contains(call.Report) ? [call.Report, new SentEntry(call.Report.Id)] : [];
}
