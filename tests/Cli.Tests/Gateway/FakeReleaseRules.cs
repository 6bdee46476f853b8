using Google.Protobuf;
using Grpc.Core;
using TaskForce.Type.V1;
using State = TaskForce.Type.V1.ReleaseRule.Types.State;

namespace TaskForce.Cli.Tests.Gateway;

/// <summary>One rule.</summary>
internal sealed class FakeReleaseRules(FakeGateway gateway) : Roster.V1.ReleaseRuleService.ReleaseRuleServiceBase
{
    private const string Name = "releaseRules/r1";

    public override Task<ReleaseRule> CreateReleaseRule(CreateReleaseRuleRequest request, ServerCallContext context)
    {
        gateway.ReleaseRule = request.ReleaseRule.Clone();
        gateway.ReleaseRule.Name = Name;
        return Step(request, context, State.Proposed, "");
    }

    public override Task<ReleaseRule> ApproveReleaseRule(ApproveReleaseRuleRequest request, ServerCallContext context) => Step(request, context, State.InForce, request.Note);

    public override Task<ReleaseRule> WithdrawReleaseRule(WithdrawReleaseRuleRequest request, ServerCallContext context) => Step(request, context, State.Withdrawn, request.Note);

    public override Task<ListReleaseRulesResponse> ListReleaseRules(ListReleaseRulesRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new ListReleaseRulesResponse { ReleaseRules = { gateway.ReleaseRule! } });
    }

    public override Task<PreviewReleaseRuleResponse> PreviewReleaseRule(PreviewReleaseRuleRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new PreviewReleaseRuleResponse
        {
            ReceiverNation = request.ReleaseRule.ReceiverNation,
            Gains = { new PreviewReleaseRuleResponse.Types.Gain { Field = request.ReleaseRule.Fields[0], Records = 12, LaterRecords = 3, Examples = { "members/de-adler-01" } } },
            Message = "everybody of MA would see 1 more field.",
        });
    }

    public override Task<ExplainAccessResponse> ExplainAccess(ExplainAccessRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new ExplainAccessResponse
        {
            Nation = "DE",
            Fields = { new ExplainAccessResponse.Types.Field { Path = "home_base", Message = "No rule of DE releases Member.home_base to you." } },
            WhomToAsk = "A commander of DE.",
        });
    }

    private Task<ReleaseRule> Step(IMessage request, ServerCallContext context, State state, string note)
    {
        gateway.Change(request, context);
        gateway.ReleaseRule!.State = state;
        gateway.ReleaseRule.History.Add(new ReleaseRule.Types.Step { State = state, Time = new() { Seconds = 1_900_000_000 }, Actor = FakeGateway.ProfileOf(context), Note = note });
        return Task.FromResult(gateway.ReleaseRule);
    }
}
