using Grpc.Core;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Release;

internal sealed class ReleaseRuleService(ReleaseDesk<RosterDb> desk, ReleaseAdvice<RosterDb> advice) : V1.ReleaseRuleService.ReleaseRuleServiceBase
{
    public override Task<ReleaseRule> CreateReleaseRule(CreateReleaseRuleRequest request, ServerCallContext context) =>
        desk.CreateAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<ReleaseRule> ApproveReleaseRule(ApproveReleaseRuleRequest request, ServerCallContext context) =>
        desk.ApproveAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<ReleaseRule> RejectReleaseRule(RejectReleaseRuleRequest request, ServerCallContext context) =>
        desk.RejectAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<ReleaseRule> WithdrawReleaseRule(WithdrawReleaseRuleRequest request, ServerCallContext context) =>
        desk.WithdrawAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<ReleaseRule> GetReleaseRule(GetReleaseRuleRequest request, ServerCallContext context) =>
        desk.GetAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<ListReleaseRulesResponse> ListReleaseRules(ListReleaseRulesRequest request, ServerCallContext context) =>
        desk.ListAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task WatchReleaseRules(WatchReleaseRulesRequest request, IServerStreamWriter<ReleaseRuleEvent> responseStream, ServerCallContext context) =>
        desk.WatchAsync(request, context.GetCaller(), responseStream, context.CancellationToken);

    public override Task<PreviewReleaseRuleResponse> PreviewReleaseRule(PreviewReleaseRuleRequest request, ServerCallContext context) =>
        advice.PreviewAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<ExplainAccessResponse> ExplainAccess(ExplainAccessRequest request, ServerCallContext context) =>
        advice.ExplainAsync(request, context.GetCaller(), context.CancellationToken);
}
