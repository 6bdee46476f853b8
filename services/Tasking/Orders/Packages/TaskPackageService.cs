using Grpc.Core;
using TaskForce.ServiceDefaults.Release;
using TaskForce.Type.V1;

namespace TaskForce.Tasking.Orders.Packages;

internal sealed class TaskPackageService(PackageMaker maker, PackageSigner signer) : V1.TaskPackageService.TaskPackageServiceBase
{
    public override async Task<V1.SignedTaskPackage> GetTaskPackage(V1.GetTaskPackageRequest request, ServerCallContext context)
    {
        var (caller, name) = (context.GetCaller(), OrderName.Parse(request.Name));

        var package = await maker.MakeAsync(name, order => MustBeFor(caller, order), context.CancellationToken);

        // What is signed cannot be cut afterwards.
        return signer.Sign(context.GetView().Of(package));
    }

    public override Task<V1.ListPackageKeysResponse> ListPackageKeys(V1.ListPackageKeysRequest request, ServerCallContext context) =>
        Task.FromResult(new V1.ListPackageKeysResponse { Keys = { signer.Public } });

    private static void MustBeFor(Caller caller, Order order)
    {
        if (caller.Is(Role.Field) && !caller.Is(Role.Dispatcher) && !caller.Is(Role.Commander) ? order.Recipient != caller.Member : order.Text.Nation != caller.Nation)
        {
            throw caller.Is(Role.Field)
                ? new DomainException(Fault.Denied, "NOT_YOUR_ORDER", $"{order.Name} is not an order of {caller.Member}.")
                : new DomainException(Fault.Denied, "OTHER_NATION", $"{order.Name} is an order of {order.Text.Nation}.");
        }
    }
}
