using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Geolocation.V1;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;

namespace TaskForce.Faults.Histories;

/// <summary>One call as its caller saw it.</summary>
/// <param name="Start">Ticks of one clock for all callers.</param>
/// <param name="End">When the answer, or the failure, came.</param>
/// <param name="Request">What was asked.</param>
/// <param name="Answer">What was answered; null if it was refused, or nobody knows.</param>
/// <param name="Code">OK, the refusal, or why nobody knows.</param>
internal sealed record Call(long Start, long End, IMessage Request, IMessage? Answer, StatusCode Code)
{
    /// <summary>Whether it may have been carried out all the same.</summary>
    public bool IsUnknown => Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown;
}

/// <summary>An order came up on a device's screen.</summary>
internal sealed record Show(string Device, Order Order);

/// <summary>An order as a device knows it in the end, with the rung that it has reported.</summary>
internal sealed record Held(string Member, Order Order, Order.Types.Rung Rung);

/// <summary>What somebody saw of the log who watched it from its beginning, through every break.</summary>
internal sealed record Watched<TEvent>(string Watcher, IReadOnlyList<TEvent> Events);

/// <summary>A position that was reported, and what was answered.</summary>
internal sealed record Reported(PositionReport Report, ReportOutcome.Types.Code Code);

/// <summary>Everything that was seen from outside; what is judged, and nothing else.</summary>
internal sealed class History
{
    public ConcurrentQueue<Call> Calls { get; init; } = [];

    public ConcurrentQueue<Show> Shows { get; init; } = [];

    public List<Watched<MissionEvent>> Missions { get; init; } = [];

    public List<Watched<TeamEvent>> Teams { get; init; } = [];

    public ConcurrentQueue<Reported> Reports { get; init; } = [];

    public List<Watched<PositionEvent>> Positions { get; init; } = [];

    /// <summary>The sequences of every event of missions, as the store has them in the end; empty if nobody looked there.</summary>
    public List<long> MissionLog { get; init; } = [];

    /// <summary>What the server says in the end.</summary>
    public List<Mission> Final { get; init; } = [];

    /// <summary>What the devices know in the end.</summary>
    public List<Held> Devices { get; init; } = [];

    /// <summary>The answered calls with a kind of request.</summary>
    public IEnumerable<(Call Call, TRequest Request, TAnswer Answer)> Answered<TRequest, TAnswer>() =>
        Calls.Where(call => call is { Request: TRequest, Answer: TAnswer }).Select(call => (call, (TRequest)call.Request, (TAnswer)call.Answer!));
}
