using Grpc.Core;

namespace TaskForce.Tasking.Orders;

/// <summary>Calls for help.</summary>
internal sealed partial class FieldService
{
    public override async Task<V1.Alert> NeedHelp(V1.NeedHelpRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        var call = HelpCall.Of(request, caller);

        try
        {
            return await CallForHelpAsync(Guid.TryParseExact(request.RequestId, "D", out _) ? request : Anonymous(request), call, caller, context);
        }
        catch (DomainException reused) when (reused.Reason == "REQUEST_ID_REUSED")
        {
            return await CallForHelpAsync(Anonymous(request), call, caller, context);
        }
    }

    // Whoever is in no mission is heard by the own nation and those that are configured; without any of them, by all that there are.
    private Task<V1.Alert> CallForHelpAsync(V1.NeedHelpRequest request, HelpCall call, Caller caller, ServerCallContext context)
    {
        var named = rules.Help.Value.Nations;
        var otherwise = named.Count > 0 || call.Nation.Length > 0
            ? named
            : [.. rules.Plans.Value.ResponsePlans.SelectMany(plan => plan.Quotas).Select(quota => quota.Nation).Distinct()];
        return journal.ChangeAsync(request, caller, db => db.CallForHelpAsync(call, otherwise, caller.Subject, clock.GetUtcNow()), context.CancellationToken);
    }

    private static V1.NeedHelpRequest Anonymous(V1.NeedHelpRequest request)
    {
        var copy = request.Clone();
        copy.RequestId = "";
        return copy;
    }
}
