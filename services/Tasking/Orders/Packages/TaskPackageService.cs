using Grpc.Core;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Release;
using TaskForce.Type.V1;

namespace TaskForce.Tasking.Orders.Packages;

internal sealed class TaskPackageService(PackageMaker maker, PackageSigner signer) : V1.TaskPackageService.TaskPackageServiceBase
{
    public override async Task<V1.SignedTaskPackage> GetTaskPackage(V1.GetTaskPackageRequest request, ServerCallContext context)
    {
        var (caller, name) = (context.GetCaller(), OrderName.Parse(request.Name));

        var package = await maker.MakeAsync(name, order => MustBeFor(caller, order), context.CancellationToken);

        // What is signed cannot be cut afterwards: it is cut for the recipient, whoever hands it over.
        var order = package.Order;
        var shown = context.GetViewOf(new(order.Recipient, order.Nation, [Role.Field], order.Recipient)).Of(package);
        AuditNotes.Show(shown);
        return signer.Sign(shown);
    }

    public override Task<V1.ListPackageKeysResponse> ListPackageKeys(V1.ListPackageKeysRequest request, ServerCallContext context) =>
        Task.FromResult(new V1.ListPackageKeysResponse { Keys = { signer.Public } });

    // A device gets its own; a centre those of its nation's people.
    private static void MustBeFor(Caller caller, Order order)
    {
        var isTheirs = caller.Member.Length > 0 ? order.Recipient == caller.Member : order.Text.Nation == caller.Nation;
        if (!isTheirs)
        {
            throw new DomainException(Fault.Denied, "NOT_YOUR_ORDER", $"{order.Name} is an order to {order.Text.Nation}; {caller.Subject} may not have it.");
        }
    }
}
