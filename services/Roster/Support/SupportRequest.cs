using System.Collections.Immutable;
using TaskForce.Roster.Members;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Support;

/// <summary>The life cycle of a request; the numbers are the contract's.</summary>
internal enum SupportState
{
    Requested = 1,
    Offered = 2,
    Committed = 3,
    Released = 4,
    Returned = 5,
    Declined = 6,
    Cancelled = 7,
    Expired = 8,
}

/// <summary>Something asked for.</summary>
internal sealed record SupportNeed(string Code, int Count, int MinGrade, bool Assets);

/// <summary>A step that was taken.</summary>
internal sealed record SupportStep(SupportState State, DateTimeOffset Time, string Actor, string Nation, string Note);

/// <summary>One nation's request for another's people and equipment. Immutable: each step returns a new request.</summary>
internal sealed record SupportRequest(
    SupportRequestName Name, string ReceivingNation, string GivingNation, string Purpose, Period Period, SupportState State,
    DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public ImmutableArray<SupportNeed> Needs { get; init; } = [];

    public Type.V1.Place? Place { get; init; }

    public ImmutableArray<string> Resources { get; init; } = [];

    /// <summary>Until when the next step is owed; null once the request has ended.</summary>
    public DateTimeOffset? NextStepDue { get; init; }

    public bool Overdue { get; init; }

    public ImmutableArray<SupportStep> History { get; init; } = [];
}

/// <summary>The resource name of a request, <c>supportRequests/{support_request}</c>.</summary>
internal readonly record struct SupportRequestName(string Id) : IResourceName<SupportRequestName>
{
    public static string Collection => "supportRequests";

    public static SupportRequestName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>A request as stored.</summary>
internal sealed class SupportRow : Row<SupportRequest>
{
    public SupportState State { get; private set; }

    public string ReceivingNation { get; private set; } = "";

    public string GivingNation { get; private set; } = "";

    /// <summary>Who owes the next step; empty if nobody.</summary>
    public string NextStepNation { get; private set; } = "";

    /// <summary>Until when, in UTC ticks; null if nobody owes one or it is known to be overdue.</summary>
    public long? NextStepDue { get; private set; }

    protected override string NameOf(SupportRequest value) => value.Name.ToString();

    protected override void Index(SupportRequest value)
    {
        (State, ReceivingNation, GivingNation) = (value.State, value.ReceivingNation, value.GivingNation);
        NextStepDue = value.Overdue ? null : value.NextStepDue?.UtcTicks;
    }
}
