using Microsoft.Extensions.Options;

namespace TaskForce.Tasking.ResponsePlans;

/// <summary>Every response plan of this deployment: one per kind of hotspot, and at most one more for those that are answered remotely.</summary>
internal sealed class ResponsePlanOptions
{
    public List<ResponsePlan> ResponsePlans { get; set; } = [];

    /// <summary>The plan for a hotspot; the start made sure that there is one for each kind.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>NO_REMOTE_PLAN</c>, for a kind that nobody answers remotely here.</exception>
    public ResponsePlan For(Hotspots.HotspotDetails hotspot) => ResponsePlans.Find(plan => plan.HotspotKind == hotspot.Kind && plan.Remote == hotspot.Remote)
        ?? throw new DomainException(Fault.Invalid, "NO_REMOTE_PLAN", $"No response plan says how {WireName.Of(hotspot.Kind)} is answered remotely.",
            [new("hotspot.remote", "needs a response plan for it")]);

    /// <summary>A plan by its name; one that is configured no longer is followed by what is usual.</summary>
    public ResponsePlan Of(ResponsePlanName name) => ResponsePlans.Find(plan => plan.Name == name) ?? new();
}

internal static class ResponsePlansModule
{
    public static void AddResponsePlans(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ResponsePlanOptions>, Validator>();
        builder.Services.AddOptions<ResponsePlanOptions>().Bind(builder.Configuration).ValidateOnStart();
    }

    public static void MapResponsePlans(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ResponsePlanService>();

    private sealed class Validator : IValidateOptions<ResponsePlanOptions>
    {
        public ValidateOptionsResult Validate(string? name, ResponsePlanOptions options)
        {
            var faults = options.ResponsePlans.SelectMany((plan, index) => Faults(plan, $"ResponsePlans:{index}")).ToList();
            faults.AddRange(from kind in System.Enum.GetValues<V1.Hotspot.Types.Kind>()
                            let count = options.ResponsePlans.Count(plan => plan.HotspotKind == kind && !plan.Remote)
                            where kind != V1.Hotspot.Types.Kind.Unspecified && count != 1
                            select $"ResponsePlans: there are {count} plans for {kind}, there must be one.");
            faults.AddRange(from plan in options.ResponsePlans
                            where plan.Remote
                            group plan by plan.HotspotKind into same
                            where same.Count() > 1
                            select $"ResponsePlans: there are {same.Count()} remote plans for {same.Key}, there may be one.");
            return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
        }

        private static IEnumerable<string> Faults(ResponsePlan plan, string key)
        {
            if (plan.MinMembers < 2 || plan.MaxMembers < plan.MinMembers)
            {
                yield return $"{key} needs MinMembers of at least 2 and MaxMembers of at least MinMembers.";
            }

            if (plan.Quotas.Select(q => q.Nation).Distinct().Count() < 2)
            {
                yield return $"{key}:Quotas must name at least two nations.";
            }

            if (plan.PlannedDuration <= TimeSpan.Zero || plan.ApprovalLease <= TimeSpan.Zero)
            {
                yield return $"{key} needs a PlannedDuration and an ApprovalLease above zero.";
            }

            if (plan is { Remote: true, MaxTravelTime: not null })
            {
                yield return $"{key} is Remote, nobody travels: it must have no MaxTravelTime.";
            }

            if (plan is { Remote: true, Assets.Count: > 0 })
            {
                yield return $"{key} is Remote, nothing is brought anywhere: it must have no Assets.";
            }

            if (plan.AnswerWithin <= TimeSpan.Zero || plan.AnswerWithin > plan.ApprovalLease)
            {
                yield return $"{key}:ApprovalDeadline must be above zero and at most the ApprovalLease: the team would be gone before the nations had to answer.";
            }

            foreach (var fault in plan.Ladder.Faults($"{key}:Ladder").Concat(plan.CheckIn.Faults($"{key}:CheckIn")))
            {
                yield return fault;
            }
        }
    }
}
