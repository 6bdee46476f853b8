using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using Disclosing = TaskForce.Geolocation.V1.DisclosureService.DisclosureServiceClient;
using Disclosure = TaskForce.Geolocation.V1.Disclosure;

namespace TaskForce.Tasking.Disclosures;

/// <summary>
/// Has geolocation disclose the positions of each team under way to the nations that take part, and renews that while it lasts: what nobody renews ends by
/// itself. The mission says who was under way when; geolocation is told all of it each time, so that nothing depends on what it was told before, or in which
/// order.
/// </summary>
internal sealed partial class DisclosureKeeper(
    Journal<TaskingDb> journal, Disclosing geolocation, IOptions<DisclosureOptions> options, TimeProvider clock, ILogger<DisclosureKeeper> log) : IDeadlineHandler
{
    /// <summary>The kind of the deadline by which geolocation must be told of a mission.</summary>
    public const string DeadlineKind = "disclosure";

    // Geolocation is away or busy, or another process was faster.
    private static readonly StatusCode[] Passing =
        [StatusCode.Unavailable, StatusCode.DeadlineExceeded, StatusCode.ResourceExhausted, StatusCode.Aborted, StatusCode.AlreadyExists];

    public string Kind => DeadlineKind;

    public async Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation)
    {
        var name = ResourceName.Parse<MissionName>(deadline.Resource);
        var known = new Dictionary<string, Disclosure>();
        foreach (var deployment in (await ReadAsync(name, cancellation)).Mission.Deployments)
        {
            await FindAsync(deployment.IdFor(deadline.Resource), known, cancellation);
        }

        // What is said next to geolocation is at least as new as what it knew: or its etag is another.
        var (mission, version) = await ReadAsync(name, cancellation);
        foreach (var deployment in mission.Deployments)
        {
            await TryTellAsync(mission, deployment, known.GetValueOrDefault(deployment.IdFor(deadline.Resource)), cancellation);
        }

        return db => SetNextAsync(db, name, version);
    }

    private async Task<(Mission Mission, long Version)> ReadAsync(MissionName name, CancellationToken cancellation)
    {
        var row = await journal.ReadAsync(db => db.Missions.GetAsync(name), cancellation);
        return (row.Value, row.Version);
    }

    private async Task FindAsync(string id, Dictionary<string, Disclosure> known, CancellationToken cancellation)
    {
        try
        {
            known[id] = await geolocation.GetDisclosureAsync(new() { Name = NameOf(id) }, cancellationToken: cancellation);
        }
        catch (RpcException none) when (none.StatusCode is StatusCode.NotFound or StatusCode.Unimplemented)
        {
            // It is to be opened.
        }
        catch (RpcException silence) when (!cancellation.IsCancellationRequested)
        {
            throw Later(silence);
        }
    }

    // What is refused for good shows nothing, and ends by itself.
    private async Task TryTellAsync(Mission mission, Deployment deployment, Disclosure? known, CancellationToken cancellation)
    {
        try
        {
            await TellAsync(mission, deployment, known, cancellation);
        }
        catch (RpcException passing) when (Passing.Contains(passing.StatusCode))
        {
            throw Later(passing);
        }
        catch (RpcException refusal) when (!cancellation.IsCancellationRequested)
        {
            LogRefused(mission.Name.ToString(), refusal.Status.Detail);
        }
    }

    private async Task TellAsync(Mission mission, Deployment deployment, Disclosure? known, CancellationToken cancellation)
    {
        if (known is { State: Disclosure.Types.State.Ended })
        {
            return;
        }

        var (id, disclosure) = (deployment.IdFor(mission.Name.ToString()), ToDisclosure(mission, deployment));
        (disclosure.Name, disclosure.Etag) = (NameOf(id), known?.Etag ?? "");
        await (known is null
            ? geolocation.CreateDisclosureAsync(new() { Disclosure = disclosure, DisclosureId = id }, cancellationToken: cancellation)
            : geolocation.UpdateDisclosureAsync(new() { Disclosure = disclosure }, cancellationToken: cancellation));
        if (deployment.End is { } end)
        {
            await geolocation.EndDisclosureAsync(new() { Name = NameOf(id), EndTime = end.ToTimestamp() }, cancellationToken: cancellation);
        }
    }

    private Disclosure ToDisclosure(Mission mission, Deployment deployment) => new()
    {
        Subjects =
        {
            deployment.Assignments.Select(each => new Disclosure.Types.Subject
            {
                Subject_ = each.Subject,
                Nation = each.Nation,
                BeginTime = each.Begin.ToTimestamp(),
                EndTime = each.End?.ToTimestamp(),
            }),
        },
        Receivers = { deployment.Receivers },
        Purpose = $"{mission.Brief.Title}: positions of the team while it is under way.",
        Resource = mission.Name.ToString(),
        ExpireTime = (clock.GetUtcNow() + options.Value.Lease).ToTimestamp(),
    };

    private async Task SetNextAsync(TaskingDb db, MissionName name, long told)
    {
        var (row, now) = (await db.Missions.GetAsync(name), clock.GetUtcNow());
        if (row.Version != told || row.Value.Deployments.Any(deployment => deployment.End is null))
        {
            await db.SetDeadlineAsync(Kind, row.Name, row.Version == told ? now + (options.Value.Lease / 3) : now);
        }
    }

    private static DomainException Later(RpcException answer) =>
        new(Fault.Unavailable, "NOT_DISCLOSED", $"Geolocation cannot be told whose positions are disclosed: {answer.Status.Detail}");

    private static string NameOf(string id) => $"disclosures/{id}";

    [LoggerMessage(LogLevel.Error, "Geolocation refused to disclose positions for {Mission}: {Reason}")]
    private partial void LogRefused(string mission, string reason);
}

internal static class DisclosureDeadlines
{
    /// <summary>Has geolocation be told, within a second, of what a change of a mission means for who sees whom.</summary>
    public static Task KeepDisclosureAsync(this TaskingDb db, Mission mission, DateTimeOffset now) => mission.Deployments.IsEmpty
        ? Task.CompletedTask
        : db.SetDeadlineAsync(DisclosureKeeper.DeadlineKind, mission.Name.ToString(), now);
}
