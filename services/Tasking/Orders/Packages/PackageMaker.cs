using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Mandates;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using Maps = TaskForce.Geolocation.V1.MapService.MapServiceClient;

namespace TaskForce.Tasking.Orders.Packages;

/// <summary>Puts together what a recipient needs where there is no network.</summary>
internal sealed partial class PackageMaker(
    Journal<TaskingDb> journal, IOptions<MandateOptions> mandates, Maps maps, IOptions<PackageOptions> options, TimeProvider clock, ILogger<PackageMaker> log)
{
    // A package without a map is better than none, soon.
    private static readonly TimeSpan MapPatience = TimeSpan.FromSeconds(2);

    /// <summary>The package of an order, before anything is withheld.</summary>
    /// <param name="name">The order.</param>
    /// <param name="check">Throws if the caller may not have it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>; <see cref="Fault.Rejected"/>, <c>ORDER_OVER</c>, if it does not hold any more.</exception>
    public async Task<V1.TaskPackage> MakeAsync(OrderName name, Action<Order> check, CancellationToken cancellation)
    {
        var (order, mission, superseded) = await journal.ReadAsync(db => ReadAsync(db, name, check), cancellation);
        var now = clock.GetUtcNow();
        var package = new V1.TaskPackage
        {
            Version = TaskPackages.Version,
            Order = order.Text.Clone(),
            Contacts = { (mission.Team?.Members ?? []).Where(member => member.Member != order.Recipient).Select(ToContact) },
            Centres = { mission.NationsConcerned.Where(options.Value.Centres.ContainsKey).Select(ToCentre) },
            Supersedes = superseded,
            IssueTime = now.ToTimestamp(),
            ExpireTime = (order.Text.Period.EndTime.ToDateTimeOffset() + options.Value.Grace).ToTimestamp(),
        };
        if (order.Kind == OrderKind.Deploy)
        {
            package.Mandate = mandates.Value.Mandates.Find(each => each.Name.ToString() == mission.MandateName) is { } mandate ? mandates.Value.ToProto(mandate) : null;
            package.Phrases.Add(StandardPhrases.In(order.Text.Instructions));
            package.Map = await ExtractAsync(order.Text, cancellation);
        }

        return package;
    }

    private static async Task<(Order, Mission, string)> ReadAsync(TaskingDb db, OrderName name, Action<Order> check)
    {
        var order = (await db.Orders.GetAsync(name)).Value;
        check(order);
        if (order.Successor is { } successor)
        {
            throw new DomainException(Fault.Rejected, "ORDER_OVER", $"{name} does not hold any more since {successor.Time:u}: {successor.Name} took its place.");
        }

        var recalled = order.Kind == OrderKind.Recall ? await RecalledByAsync(db, order) : "";
        return (order, (await db.Missions.GetAsync(name.Mission)).Value, recalled);
    }

    private static async Task<string> RecalledByAsync(TaskingDb db, Order recall)
    {
        var mission = recall.Name.Mission.ToString();
        var orders = await db.Orders.Where(row => row.Mission == mission && row.Recipient == recall.Recipient).ToListAsync();
        return orders.Find(row => row.Value.Successor?.Name == recall.Name.ToString())?.Name ?? "";
    }

    private async Task<Type.V1.MapExtract?> ExtractAsync(V1.Order order, CancellationToken cancellation)
    {
        try
        {
            var extract = new Geolocation.V1.GetMapExtractRequest { Center = order.Place.Location, RadiusMetres = Math.Max(options.Value.MapRadiusMetres, order.RadiusMetres) };
            return await maps.GetMapExtractAsync(extract, deadline: TimeProvider.System.GetUtcNow().Add(MapPatience).UtcDateTime, cancellationToken: cancellation);
        }
        catch (Exception fault) when (fault is RpcException or DomainException && !cancellation.IsCancellationRequested)
        {
            LogNoMap(order.Name, fault.Message);
            return null;
        }
    }

    private static V1.TaskPackage.Types.Contact ToContact(Roster.V1.TeamMember member) =>
        new() { Member = member.Member, CallSign = member.CallSign, Nation = member.Nation, Role = WireName.Of(member.Role) };

    private V1.TaskPackage.Types.Centre ToCentre(string nation)
    {
        var centre = options.Value.Centres[nation];
        return new() { Nation = nation, DisplayName = centre.DisplayName, Telephone = centre.Telephone, Radio = centre.Radio };
    }

    [LoggerMessage(LogLevel.Warning, "The package of {Order} goes without a map: {Reason}")]
    private partial void LogNoMap(string order, string reason);
}
