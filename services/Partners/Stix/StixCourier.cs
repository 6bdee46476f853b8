using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Hotspots;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;
using Outcome = TaskForce.Partners.V1.ReceiveStixBundleResponse.Types.Outcome;

namespace TaskForce.Partners.Stix;

/// <summary>Brings what is kept of a case to tasking, in the partner's name, and notes that. Each step may be taken again, by another process too.</summary>
internal sealed class StixCourier(Journal<PartnersDb> journal, PartnerHotspots tasking, IOptions<StixOptions> options)
{
    /// <summary>Brings one case to tasking, until what is kept is what tasking has: another bundle of the case may come at the same time.</summary>
    /// <param name="reporter">The partner.</param>
    /// <param name="name">The case.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RpcException">What tasking refuses it with.</exception>
    public async Task<V1.ReceiveStixBundleResponse.Types.Result> BringAsync(Reporter reporter, string name, CancellationToken cancellation)
    {
        Outcome? done = null;
        while (true)
        {
            var before = await ReadAsync(name, cancellation);
            if (before.Done == before.Revision)
            {
                return Explained(
                    new() { Root = before.Root, StixCase = name, Hotspot = before.IsReported ? before.Hotspot : "" },
                    done ?? (before.IsReported || before.About.IsOver || before.About.Level <= options.Value.Joint ? Outcome.Unchanged : Outcome.Kept));
            }

            // What is kept is read after the hotspot: a change that was made since then is one that the hotspot's etag refuses, and so no older words follow newer ones.
            var now = before.IsReported ? await tasking.GetAsync(reporter, before.Hotspot, cancellation) : null;
            var told = await ReadAsync(name, cancellation);
            if ((told.Hotspot, told.IsReported, told.Done) == (before.Hotspot, before.IsReported, before.Done))
            {
                var (outcome, next) = await StepAsync(reporter, told, now, cancellation);
                done = outcome is null or Outcome.Unchanged ? done : outcome;
                await NoteAsync(name, told, outcome is null ? next : next with { Done = told.Revision }, cancellation);
            }

            cancellation.ThrowIfCancellationRequested();
        }
    }

    // One step towards what the case says; null if it has to be looked at again.
    private async Task<(Outcome?, StixCase)> StepAsync(Reporter reporter, StixCase told, Hotspot? now, CancellationToken cancellation)
    {
        if (told.About.IsOver)
        {
            return told.IsReported ? (OutcomeOf(await tasking.CloseAsync(reporter, told.Hotspot, said => StixHotspot.Over(said, told), cancellation)), told)
                : told.IsBegun && await tasking.IsOfAsync(reporter, told.Hotspot, cancellation) ? (null, told with { IsReported = true })
                : (Outcome.Ignored, told);
        }

        if (told.About.Level > options.Value.Joint)
        {
            return (Outcome.Kept, told);
        }

        var wanted = StixHotspot.Of(told, options.Value);
        if (!told.IsBegun)
        {
            return (null, told with { IsBegun = true });
        }

        if (now is null)
        {
            return await tasking.ReportAsync(reporter, told.Hotspot, wanted, cancellation) switch
            {
                Deed.Taken => (null, told.MoveOn()),
                // In the words of then, which may have been others.
                Deed.Known => (null, told with { IsReported = true }),
                _ => (Outcome.Created, told with { IsReported = true }),
            };
        }

        // It was closed, and goes on: that is another.
        if (now.State == Hotspot.Types.State.Closed)
        {
            return (null, told.MoveOn());
        }

        if (PartnerHotspots.Says(now, wanted))
        {
            return (Outcome.Unchanged, told);
        }

        try
        {
            return (OutcomeOf(await tasking.ChangeAsync(reporter, now, wanted, cancellation)), told);
        }
        catch (RpcException stale) when (stale.StatusCode == StatusCode.Aborted)
        {
            return (null, told);
        }
    }

    private Task<StixCase> ReadAsync(string name, CancellationToken cancellation) => journal.ReadAsync(async db => (await db.StixCases.NamedAsync(name))!.Value, cancellation);

    // Whoever moved it on first was right. Whoever noted something else meanwhile may not have known what this step did: it is all looked at again.
    private Task<bool> NoteAsync(string name, StixCase before, StixCase next, CancellationToken cancellation) => journal.ChangeAsync(async db =>
    {
        var row = (await db.StixCases.NamedAsync(name))!;
        var now = row.Value;
        var isAsBefore = (now.IsReported, now.Done) == (before.IsReported, before.Done);
        if (now.Hotspot == before.Hotspot)
        {
            row.Set(isAsBefore
                ? now with { Hotspot = next.Hotspot, IsBegun = next.IsBegun, IsReported = next.IsReported, Done = next.Done }
                : now with { IsReported = now.IsReported || (next.IsReported && next.Hotspot == now.Hotspot), Done = Math.Min(now.Done, before.Done) });
        }

        return isAsBefore;
    }, cancellation);

    private static Outcome OutcomeOf(Deed deed) => deed switch
    {
        Deed.Created => Outcome.Created,
        Deed.Updated => Outcome.Updated,
        Deed.Closed => Outcome.Closed,
        _ => Outcome.Noted,
    };

    private static V1.ReceiveStixBundleResponse.Types.Result Explained(V1.ReceiveStixBundleResponse.Types.Result result, Outcome outcome)
    {
        (result.Outcome, result.Detail) = (outcome, outcome switch
        {
            Outcome.Unchanged => "All of it was taken before, is older than what was, or is nothing that the hotspot says.",
            Outcome.Kept => "Its marking keeps it from other nations: no hotspot says anything of it. The centres of the partner's own nation have it.",
            Outcome.Ignored => "It was over before anything was reported of it.",
            Outcome.Noted => "A mission at the hotspot has not ended; its centres read that it is over, and close it.",
            _ => "",
        });
        return result;
    }
}
