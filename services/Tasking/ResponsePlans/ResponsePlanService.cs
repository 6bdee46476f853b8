using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Tasking.ResponsePlans;

internal sealed class ResponsePlanService(IOptions<ResponsePlanOptions> options) : V1.ResponsePlanService.ResponsePlanServiceBase
{
    public override Task<V1.ResponsePlan> GetResponsePlan(V1.GetResponsePlanRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<ResponsePlanName>(request.Name);

        var plan = options.Value.ResponsePlans.Find(p => p.Name == name)
            ?? throw new DomainException(Fault.NotFound, "RESPONSE_PLAN_NOT_FOUND", $"{name} does not exist.");

        return Task.FromResult(plan.ToProto());
    }

    public override Task<V1.ListResponsePlansResponse> ListResponsePlans(V1.ListResponsePlansRequest request, ServerCallContext context)
    {
        var size = Paging.SizeOf(request.PageSize, usual: 50, most: 1000);
        var skip = (int)(Paging.ReadToken(request.PageToken, filter: null) ?? 0);

        var plans = options.Value.ResponsePlans.OrderBy(plan => plan.Id, StringComparer.Ordinal).Skip(skip).Take(size + 1).ToList();

        return Task.FromResult(new V1.ListResponsePlansResponse
        {
            ResponsePlans = { plans.Take(size).Select(plan => plan.ToProto()) },
            NextPageToken = plans.Count > size ? Paging.WriteToken(skip + size, filter: null) : "",
        });
    }
}
