using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Order.Types;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Client;

/// <summary>Signed orders: for where there is no network, and by other ways than the network.</summary>
public sealed partial class FieldUnit
{
    private readonly Channel<bool> _packagesWanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _packagesRefused = [];

    /// <summary>The package of an order, verified again; null while it has not come. It comes by itself soon after the order.</summary>
    /// <exception cref="TaskPackageException">It does not verify with the keys that are known now.</exception>
    public VerifiedPackage? PackageOf(string order) => _store.PackageOf(order) is { } signed ? Verifier().Verify(signed) : null;

    /// <summary>
    /// Takes an order, or a recall, that came by another way than the network: on a medium, or from a comrade's device. From then on it is as if the server had told
    /// it; when there is a network, the server hears that it is stored, and the order is not shown again.
    /// </summary>
    /// <exception cref="TaskPackageException">It is not taken.</exception>
    /// <exception cref="IOException">The store cannot be written: it is not taken.</exception>
    public VerifiedPackage Take(SignedTaskPackage package)
    {
        var taken = Verifier().Verify(package);
        MustBeTakeable(taken);
        // First what is larger: an order that the server hears of as stored is shown.
        _store.KeepPackage(taken.Order, package);
        foreach (var order in _outbox.Keep(NewsOf(taken.Content), order => Acknowledgement(order, Rung.Stored)))
        {
            _orders.Writer.TryWrite(order);
        }

        return taken;
    }

    private void MustBeTakeable(VerifiedPackage package)
    {
        var order = package.Content.Order;
        if (order.Recipient != Member)
        {
            throw new TaskPackageException(TaskPackageFault.OtherRecipient, $"This is an order to {order.Recipient}, not to {Member}.");
        }

        if (!package.HoldsAt(_options.Clock.GetUtcNow()))
        {
            throw new TaskPackageException(TaskPackageFault.Expired, $"This order held until {package.Content.ExpireTime.ToDateTimeOffset():u}.");
        }

        if (_store.Find(order.Name) is { IsSuperseded: true } || _store.RecallOf(order.Name) is not null)
        {
            throw new TaskPackageException(TaskPackageFault.Recalled, $"{order.Title}: this order does not hold any more.");
        }
    }

    // A recall of an order that is here marks it, as the server would.
    private OrderEvent NewsOf(TaskPackage package)
    {
        if (package.Supersedes.Length == 0 || _store.Find(package.Supersedes) is not { } known)
        {
            return new() { Type = Told.Issued, Time = package.IssueTime, Order = package.Order };
        }

        var over = known.Order.Clone();
        (over.SupersededBy, over.SupersedeTime) = (package.Order.Name, package.Order.IssueTime);
        return new() { Type = Told.Superseded, Time = package.IssueTime, Order = over, Recall = package.Order };
    }

    private TaskPackageVerifier Verifier() => new(_options.PackageKeys ?? _store.PackageKeys ?? []);

    // While there is a network the packages of all orders are fetched, so that they are there when there is none.
    private async Task KeepPackagesAsync()
    {
        var backoff = new Backoff();
        _packagesWanted.Writer.TryWrite(true);
        try
        {
            await foreach (var _ in _packagesWanted.Reader.ReadAllAsync(_stop.Token))
            {
                while (!await TryFetchAsync())
                {
                    await Task.Delay(backoff.Next(), _options.Clock, _stop.Token);
                }

                backoff.Reset();
            }
        }
        catch (IOException full)
        {
            _orders.Writer.TryComplete(full);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task<bool> TryFetchAsync()
    {
        try
        {
            // Also before there is an order: the first one may come by hand.
            if (_options.PackageKeys is null)
            {
                _store.KeepPackageKeys(await _connection.TaskPackages.ListPackageKeysAsync(new(), cancellationToken: _stop.Token));
            }

            var isWhole = true;
            foreach (var order in _store.WithoutPackage.Where(order => !_packagesRefused.Contains(order)))
            {
                isWhole &= await TryFetchAsync(order);
            }

            return isWhole;
        }
        catch (RpcException fault)
        {
            _stop.Token.ThrowIfCancellationRequested();
            // A server that knows no packages: the orders themselves are there.
            return !TaskForceException.MayPass(fault.StatusCode) && fault.StatusCode != StatusCode.Unauthenticated;
        }
    }

    // One that cannot be had now keeps none of the others from coming.
    private async Task<bool> TryFetchAsync(string order)
    {
        try
        {
            var package = await _connection.TaskPackages.GetTaskPackageAsync(new() { Name = order }, cancellationToken: _stop.Token);
            if (Verifier().Verify(package).Order == order)
            {
                _store.KeepPackage(order, package);
                return true;
            }
        }
        catch (RpcException fault) when (TaskForceException.MayPass(fault.StatusCode) || fault.StatusCode == StatusCode.Unauthenticated)
        {
            _stop.Token.ThrowIfCancellationRequested();
            return false;
        }
        catch (Exception fault) when (fault is RpcException or TaskPackageException)
        {
            // No key to sign with, an order that is over meanwhile, or keys that are not those that were given here.
        }

        _packagesRefused.Add(order);
        return true;
    }
}
