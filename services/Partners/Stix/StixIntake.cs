using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Hotspots;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;
using Outcome = TaskForce.Partners.V1.ReceiveStixBundleResponse.Types.Outcome;

namespace TaskForce.Partners.Stix;

/// <summary>
/// Takes bundles. What they say is kept first; what it means for the hotspot of each case is then brought to tasking in the partner's name, and noted. Whoever
/// repeats a bundle after a crash in between has the rest done, because what is to be done follows from what is kept.
/// </summary>
internal sealed class StixIntake(Journal<PartnersDb> journal, PartnerHotspots tasking, IOptions<StixOptions> options, TimeProvider clock)
{
    private const int MostPassedOver = 100;

    public async Task<V1.ReceiveStixBundleResponse> TakeAsync(V1.ReceiveStixBundleRequest request, Caller caller, CancellationToken cancellation)
    {
        var bundle = StixParser.Parse(request.Document?.Data.ToByteArray() ?? [], options.Value);
        var (partner, reporter) = (ActingFor.Of(caller), Reporter.Of(caller));
        var (cases, homeless) = await journal.ChangeAsync(async db =>
        {
            var taken = await db.TakeAsync(partner, bundle, clock.GetUtcNow());
            // What cannot be a hotspot is found before anything of the bundle is kept.
            foreach (var told in taken.Cases.Where(told => told.About.Level <= options.Value.Joint && !told.About.IsOver))
            {
                _ = StixHotspot.Of(told, options.Value);
            }

            return taken;
        }, cancellation);
        var answer = new V1.ReceiveStixBundleResponse { PassedOver = { bundle.PassedOver.Concat(homeless).Take(MostPassedOver) } };
        foreach (var told in cases)
        {
            answer.Results.Add(await BringAsync(reporter, told.Name.ToString(), cancellation));
        }

        return await journal.ChangeAsync(request, caller, _ => Task.FromResult(answer), cancellation);
    }

    // Until what is kept is what tasking has: another bundle of the case may come at the same time.
    private async Task<V1.ReceiveStixBundleResponse.Types.Result> BringAsync(Reporter reporter, string name, CancellationToken cancellation)
    {
        while (true)
        {
            var told = await journal.ReadAsync(async db => (await db.StixCases.NamedAsync(name))!.Value, cancellation);
            var result = new V1.ReceiveStixBundleResponse.Types.Result { Root = told.Root, StixCase = name, Hotspot = told.IsReported ? told.Hotspot : "" };
            if (told.Done == told.Revision)
            {
                return Explained(result, told.IsReported || told.About.IsOver || told.About.Level <= options.Value.Joint ? Outcome.Unchanged : Outcome.Kept);
            }

            var (outcome, next) = await StepAsync(reporter, told, cancellation);
            var isNoted = outcome is null
                ? await NoteAsync(name, told, next, told.Done, cancellation)
                : await NoteAsync(name, told, next, told.Revision, cancellation);
            if (outcome is { } done && isNoted)
            {
                result.Hotspot = next.IsReported ? next.Hotspot : "";
                return Explained(result, done);
            }

            cancellation.ThrowIfCancellationRequested();
        }
    }

    // One step towards what the case says; null if it has to be looked at again.
    private async Task<(Outcome?, StixCase)> StepAsync(Reporter reporter, StixCase told, CancellationToken cancellation)
    {
        if (told.About.IsOver)
        {
            return told.IsReported ? (OutcomeOf(await tasking.CloseAsync(reporter, told.Hotspot, said => StixHotspot.Over(said, told), cancellation)), told) : (Outcome.Ignored, told);
        }

        if (told.About.Level > options.Value.Joint)
        {
            return (Outcome.Kept, told);
        }

        var wanted = StixHotspot.Of(told, options.Value);
        var now = told.IsReported ? await tasking.GetAsync(reporter, told.Hotspot, cancellation) : null;
        if (now is null)
        {
            var deed = await tasking.ReportAsync(reporter, told.Hotspot, wanted, cancellation);
            return deed == Deed.Taken ? (null, told.MoveOn()) : (Outcome.Created, told with { IsReported = true });
        }

        // It was closed, and goes on: that is another.
        if (now.State == Hotspot.Types.State.Closed)
        {
            return (null, told.MoveOn());
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

    private Task<bool> NoteAsync(string name, StixCase before, StixCase next, long done, CancellationToken cancellation) => journal.ChangeAsync(async db =>
    {
        var row = (await db.StixCases.NamedAsync(name))!;
        // Whoever moved it on first was right.
        if (row.Value.Hotspot != before.Hotspot)
        {
            return false;
        }

        row.Set(row.Value with { Hotspot = next.Hotspot, IsReported = next.IsReported, Done = Math.Max(done, row.Value.Done) });
        return true;
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
            Outcome.Unchanged => "All of it was taken before, or is older than what was.",
            Outcome.Kept => "Its marking keeps it from other nations: no hotspot says anything of it. The centres of the partner's own nation have it.",
            Outcome.Ignored => "It was over before anything was reported of it.",
            Outcome.Noted => "A mission at the hotspot has not ended; its centres read that it is over, and close it.",
            _ => "",
        });
        return result;
    }
}
