using System.Threading.Channels;
using Grpc.Core;
using TaskForce.Geolocation.V1;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Cot;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.TakBridge.Positions;

/// <summary>
/// Reports where a client says it is, as its device. While geolocation is away the newest reports wait; of those that it refuses it says why. One for each
/// connection.
/// </summary>
internal sealed partial class PositionReporter(
    TakClient client, PositionService.PositionServiceClient positions, TakMetrics metrics, ILogger<PositionReporter> log) : IHearer, IFollower
{
    private const int MostAtOnce = 100;

    private readonly Channel<PositionReport> _queue = Channel.CreateBounded<PositionReport>(
        new BoundedChannelOptions(client.Limits.MaxUnsent) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => metrics.Dropped("unsent"));

    private ReportPositionsRequest? _underWay;
    private bool _hasWarned;

    public string? Take(CotEvent value)
    {
        if (!PositionMapping.IsOfAFriend(value) || (client.Uid.Length > 0 && value.Uid != client.Uid) || value.Find("contact") is null)
        {
            return null;
        }

        client.Introduce(value.Uid, value.Read("contact", "callsign"));
        if (PositionMapping.ToReport(value, client.Device.Member) is { } report)
        {
            _queue.Writer.TryWrite(report);
        }

        return "position";
    }

    public async Task FollowAsync(CancellationToken cancellation)
    {
        while (_underWay is not null || await _queue.Reader.WaitToReadAsync(cancellation))
        {
            _underWay ??= Fill();
            try
            {
                Note(await positions.ReportPositionsAsync(_underWay, client.Metadata(), cancellationToken: cancellation));
            }
            catch (RpcException refusal) when (!refusal.IsPassing())
            {
                metrics.Dropped("refused", _underWay.Reports.Count);
                _underWay = null;
                throw;
            }

            _underWay = null;
        }
    }

    private ReportPositionsRequest Fill()
    {
        // Whatever becomes of the answer: a repeat is known by this.
        var request = new ReportPositionsRequest { RequestId = Guid.NewGuid().ToString() };
        while (request.Reports.Count < MostAtOnce && _queue.Reader.TryRead(out var report))
        {
            request.Reports.Add(report);
        }

        return request;
    }

    private void Note(ReportPositionsResponse answer)
    {
        foreach (var outcome in answer.Outcomes.Where(outcome => outcome.Code is not (Code.Stored or Code.StoredLate or Code.Duplicate)))
        {
            metrics.Dropped(WireName.Of(outcome.Code).ToLowerInvariant());
            if (!_hasWarned)
            {
                _hasWarned = true;
                LogRefused(client.Device.Device, WireName.Of(outcome.Code));
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A position of {Device} was refused: {Code}; more of this connection are only counted")]
    private partial void LogRefused(string device, string code);
}
