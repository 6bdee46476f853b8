using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Hotspots;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;
using Outcome = TaskForce.Partners.V1.ReceiveCapAlertResponse.Types.Outcome;

namespace TaskForce.Partners.Cap;

/// <summary>
/// Takes alerts. What is to be done is claimed in the store, done at tasking in the partner's name, and noted: whoever repeats a message after a crash in
/// between has it done once, because each step finds what was done before.
/// </summary>
internal sealed class CapIntake(Journal<PartnersDb> journal, PartnerHotspots tasking, IOptions<CapOptions> options, TimeProvider clock)
{
    public async Task<V1.ReceiveCapAlertResponse> TakeAsync(V1.ReceiveCapAlertRequest request, Caller caller, CancellationToken cancellation)
    {
        var alert = CapParser.Parse(request.Document?.Data.ToByteArray() ?? []);
        var (partner, owner) = (Reporter.Of(caller), WebhookStore.OwnerOf(ActingFor.Of(caller)));
        MustTakeScope(alert);
        if (WhyIgnored(alert) is { } why)
        {
            return new() { Outcome = Outcome.Ignored, Detail = why };
        }

        var kind = CapHotspot.KindOf(alert, options.Value) ?? Hotspot.Types.Kind.Unspecified;
        if (kind == Hotspot.Types.Kind.Unspecified && alert.Type != "Cancel" && !await IsKnownUpdateAsync(owner, alert, cancellation))
        {
            return new() { Outcome = Outcome.Ignored, Detail = "It is about nothing that hotspots are reported of here." };
        }

        var hotspot = alert.Type == "Cancel" ? null : CapHotspot.Of(alert, options.Value, kind, caller.Nation);
        var claim = await journal.ChangeAsync(db => db.ClaimAsync(owner, alert), cancellation);
        var (outcome, name) = claim.Step switch
        {
            CapStep.Report => await ReportAsync(partner, owner, claim.Hotspot, hotspot!, alert, cancellation),
            CapStep.Change => await ChangeAsync(partner, owner, claim.Hotspot, hotspot!, alert, cancellation),
            CapStep.Close => (OutcomeOf(await tasking.CloseAsync(partner, claim.Hotspot, said => CapHotspot.Cancelled(said, alert), cancellation)), claim.Hotspot),
            _ => (Enum.Parse<Outcome>(claim.Step == CapStep.Keep ? nameof(Outcome.Kept) : claim.Step.ToString()), claim.Hotspot),
        };
        return await journal.ChangeAsync(request, caller, async db =>
        {
            await db.FinishAsync(owner, alert);
            return new V1.ReceiveCapAlertResponse { Outcome = outcome, Hotspot = name, Detail = Explain(outcome) };
        }, cancellation);
    }

    // What it is about was said before, in words that a rule fits.
    private Task<bool> IsKnownUpdateAsync(string owner, CapAlert alert, CancellationToken cancellation) =>
        alert.Type == "Update" ? journal.ReadAsync(db => db.KnowsThreadAsync(owner, alert), cancellation) : Task.FromResult(false);

    // It may have been called off meanwhile, when there was nothing to close yet.
    private async Task<(Outcome, string)> ReportAsync(Reporter partner, string owner, string name, Hotspot wanted, CapAlert alert, CancellationToken cancellation)
    {
        if (wanted.Kind == Hotspot.Types.Kind.Unspecified)
        {
            return (Outcome.Ignored, "");
        }

        var deed = await tasking.ReportAsync(partner, name, wanted, cancellation);
        if (deed == Deed.Taken)
        {
            var other = await journal.ChangeAsync(db => db.MoveOnAsync(owner, alert, name), cancellation);
            return await ReportAsync(partner, owner, other, wanted, alert, cancellation);
        }

        if (!await journal.ReadAsync(db => db.IsOverAsync(name), cancellation))
        {
            return (OutcomeOf(deed), name);
        }

        await tasking.CloseAsync(partner, name, said => CapHotspot.Cancelled(said, alert), cancellation);
        return (Outcome.Superseded, name);
    }

    // A newer message may be under way at the same time: a change holds only for the state that was looked at while this was the newest.
    private async Task<(Outcome, string)> ChangeAsync(Reporter partner, string owner, string name, Hotspot wanted, CapAlert alert, CancellationToken cancellation)
    {
        while (true)
        {
            var now = await tasking.GetAsync(partner, name, cancellation);
            if (now is null)
            {
                return await ReportAsync(partner, owner, name, wanted, alert, cancellation);
            }

            if (!await journal.ReadAsync(db => db.IsNewestAsync(name, alert), cancellation))
            {
                return (Outcome.Superseded, name);
            }

            try
            {
                return (OutcomeOf(await tasking.ChangeAsync(partner, now, wanted, cancellation)), name);
            }
            catch (RpcException stale) when (stale.StatusCode == StatusCode.Aborted)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private void MustTakeScope(CapAlert alert)
    {
        if (!options.Value.Takes(alert.Scope))
        {
            throw new DomainException(Fault.Rejected, "CAP_SCOPE_REFUSED",
                $"Alerts of the scope {alert.Scope} are not taken here: everybody who may read hotspots would see what is in them.");
        }
    }

    private string? WhyIgnored(CapAlert alert) => alert switch
    {
        { Status: "Test" or "System" or "Draft" } => $"The status is {alert.Status}: nothing has happened.",
        { Status: "Exercise" } when !options.Value.TakeExercises => "Exercises are not taken here.",
        { Type: "Ack" or "Error" } => $"Messages of the type {alert.Type} need no answer.",
        { Type: "Cancel" } => null,
        { Infos.Count: 0 } => "It has no info, and so says nothing of what happened.",
        { Type: "Alert" } when CapHotspot.ExpiryOf(alert) <= clock.GetUtcNow() => "It has expired.",
        _ => null,
    };

    private static Outcome OutcomeOf(Deed deed) => deed switch
    {
        Deed.Created or Deed.Known => Outcome.Created,
        Deed.Updated => Outcome.Updated,
        Deed.Closed => Outcome.Closed,
        _ => Outcome.Noted,
    };

    private static string Explain(Outcome outcome) => outcome switch
    {
        Outcome.Duplicate => "It was taken before.",
        Outcome.Superseded => "A later message of the same thread was taken before; this one changes nothing.",
        Outcome.Ignored => "It says of nothing that hotspots are reported of here, and there is none that it could change.",
        Outcome.Kept => "What it cancels has not come, and will be passed over when it does.",
        Outcome.Noted => "A mission at the hotspot has not ended; its centres read that the alert was called off, and close it.",
        _ => "",
    };
}
