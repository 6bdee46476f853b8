using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.Orders;
using static TaskForce.Type.V1.TeamRequirement.Types;

namespace TaskForce.Tasking.ResponsePlans;

/// <summary>What one kind of hotspot needs: configuration, section <c>ResponsePlans</c>.</summary>
internal sealed class ResponsePlan
{
    public string Id { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public V1.Hotspot.Types.Kind HotspotKind { get; set; }

    public int MinMembers { get; set; }

    public int MaxMembers { get; set; }

    public List<Quota> Quotas { get; set; } = [];

    public List<Skill> Skills { get; set; } = [];

    public List<Equipment> Assets { get; set; } = [];

    /// <summary>ISO 639-1; empty allows any language that all share.</summary>
    public List<string> Languages { get; set; } = [];

    /// <summary>No limit if absent.</summary>
    public TimeSpan? MaxTravelTime { get; set; }

    /// <summary>Whether it is for hotspots that are answered from where people are.</summary>
    public bool Remote { get; set; }

    /// <summary>How long the team is planned to be away, travel included.</summary>
    public TimeSpan PlannedDuration { get; set; }

    /// <summary>How long a team stays reserved while the nations decide.</summary>
    public TimeSpan ApprovalLease { get; set; }

    /// <summary>How long a nation may take to turn its key; the lease's length if absent.</summary>
    public TimeSpan? ApprovalDeadline { get; set; }

    /// <summary>The same, whether it was given or not.</summary>
    public TimeSpan AnswerWithin => ApprovalDeadline ?? ApprovalLease;

    /// <summary>How long its orders may go unanswered, and what is done then.</summary>
    public Ladder Ladder { get; set; } = new();

    /// <summary>How its people are looked after on scene.</summary>
    public CheckInRules CheckIn { get; set; } = new();

    public ResponsePlanName Name => new(Id);

    /// <summary>What the team must be able to do, without place and period.</summary>
    public Type.V1.TeamRequirement Requirement => new()
    {
        MinMembers = MinMembers,
        MaxMembers = MaxMembers,
        Quotas = { Quotas.Select(q => new NationQuota { Nation = q.Nation, MinMembers = q.MinMembers }) },
        Skills = { Skills.Select(s => new SkillRequirement { Skill = s.Name, MinGrade = s.MinGrade, Count = s.Count }) },
        Assets = { Assets.Select(a => new AssetRequirement { Capability = a.Capability, Count = a.Count }) },
        Languages = { Languages },
        MaxTravelTime = MaxTravelTime?.ToDuration(),
        Remote = Remote,
    };

    public V1.ResponsePlan ToProto() => new()
    {
        Name = Name.ToString(),
        DisplayName = DisplayName,
        HotspotKind = HotspotKind,
        Requirement = Requirement,
        PlannedDuration = PlannedDuration.ToDuration(),
        ApprovalLease = ApprovalLease.ToDuration(),
        ApprovalDeadline = AnswerWithin.ToDuration(),
        Etag = Etag.Of(1),
    };

    internal sealed class Quota
    {
        public string Nation { get; set; } = "";

        public int MinMembers { get; set; } = 1;
    }

    internal sealed class Skill
    {
        [ConfigurationKeyName("Skill")]
        public string Name { get; set; } = "";

        public int MinGrade { get; set; } = 1;

        public int Count { get; set; } = 1;
    }

    internal sealed class Equipment
    {
        public string Capability { get; set; } = "";

        public int Count { get; set; } = 1;
    }
}

/// <summary>The resource name of a response plan, <c>responsePlans/{response_plan}</c>.</summary>
internal readonly record struct ResponsePlanName(string Id) : IResourceName<ResponsePlanName>
{
    public static string Collection => "responsePlans";

    public static ResponsePlanName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
