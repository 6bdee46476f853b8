using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Disclosures;

internal sealed class DisclosureService(Journal<GeolocationDb> journal, DisclosureFollower follower, TimeProvider clock)
    : V1.DisclosureService.DisclosureServiceBase
{
    public override Task<V1.Disclosure> CreateDisclosure(V1.CreateDisclosureRequest request, ServerCallContext context)
    {
        var now = clock.GetUtcNow();
        var name = ResourceName.FromChosenId<DisclosureName>(request.DisclosureId, "disclosure_id");
        var terms = Read(request.Disclosure ?? new(), now);

        return journal.ChangeAsync(request, context.GetCaller(), async db =>
        {
            if (await db.Disclosures.AnyAsync(each => each.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "DISCLOSURE_EXISTS", $"{name} exists.");
            }

            var row = new DisclosureRow();
            await KeepAsync(db, row, new(name, terms, now, now));
            db.Disclosures.Add(row);
            return row.ToProto(now);
        }, context.CancellationToken);
    }

    public override async Task<V1.Disclosure> GetDisclosure(V1.GetDisclosureRequest request, ServerCallContext context)
    {
        var (caller, name) = (context.GetCaller(), ResourceName.Parse<DisclosureName>(request.Name));

        var row = await journal.ReadAsync(db => db.Disclosures.VisibleTo(caller).GetAsync(name), context.CancellationToken);

        return row.ToProto(clock.GetUtcNow());
    }

    public override async Task<V1.ListDisclosuresResponse> ListDisclosures(V1.ListDisclosuresRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());

        var page = await journal.ReadAsync(db => db.Disclosures.VisibleTo(caller).Matching(request.Filter).ToPageAsync<DisclosureRow, Disclosure>(
            request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken), context.CancellationToken);

        return new() { Disclosures = { page.Rows.Select(row => row.ToProto(now)) }, NextPageToken = page.NextPageToken };
    }

    public override Task<V1.Disclosure> UpdateDisclosure(V1.UpdateDisclosureRequest request, ServerCallContext context)
    {
        var (changes, now) = (request.Disclosure ?? new(), clock.GetUtcNow());
        var name = ResourceName.Parse<DisclosureName>(changes.Name, "disclosure.name");

        return journal.ChangeAsync(request, context.GetCaller(), async db =>
        {
            var row = await db.Disclosures.GetAsync(name);
            Etag.Check(changes.Etag, row.Version, row.Name);
            var terms = Read(UpdateMask.Apply(row.ToProto(now), changes, request.UpdateMask, "disclosure"), now);
            await KeepAsync(db, row, row.Value.Change(terms, now));
            return row.ToProto(now);
        }, context.CancellationToken);
    }

    public override Task<V1.Disclosure> EndDisclosure(V1.EndDisclosureRequest request, ServerCallContext context)
    {
        var now = clock.GetUtcNow();
        var name = ResourceName.Parse<DisclosureName>(request.Name);
        var violations = new Violations();
        var end = violations.ReadTime(request.EndTime, "end_time") ?? now;
        violations.Check(end <= now, "end_time", "must not be in the future");
        violations.ThrowIfAny();

        return journal.ChangeAsync(request, context.GetCaller(), async db =>
        {
            var row = await db.Disclosures.GetAsync(name);
            Etag.Check(request.Etag, row.Version, row.Name);
            if (row.Value.EndTime is null)
            {
                await KeepAsync(db, row, row.Value.Close(end, now));
            }

            return row.ToProto(now);
        }, context.CancellationToken);
    }

    private async Task KeepAsync(GeolocationDb db, DisclosureRow row, Disclosure value)
    {
        await db.SetAsync(row, value);
        db.AfterCommit(() => follower.Take([row]));
    }

    private static DisclosureTerms Read(V1.Disclosure disclosure, DateTimeOffset now)
    {
        var violations = new Violations();
        var terms = violations.ReadTerms(disclosure, now);
        violations.ThrowIfAny();
        return terms;
    }
}
