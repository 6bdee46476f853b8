using System.Runtime.ExceptionServices;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Hotspots;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Stix;

/// <summary>
/// Takes bundles. What they say is kept first; what it means for the hotspot of each case is then brought to tasking in the partner's name, and noted. Whoever
/// repeats a bundle after a crash in between has the rest done, because what is to be done follows from what is kept.
/// </summary>
internal sealed class StixIntake(Journal<PartnersDb> journal, StixCourier courier, IOptions<StixOptions> options, TimeProvider clock)
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
        ExceptionDispatchInfo? refusal = null;
        foreach (var told in cases)
        {
            AuditNotes.Show(told.Name.ToString(), told.Partner.Nation);
            try
            {
                answer.Results.Add(await courier.BringAsync(reporter, told.Name.ToString(), cancellation));
            }
            catch (Exception refused) when (IsOfOneCase(refused))
            {
                // The others are no worse for that.
                refusal ??= ExceptionDispatchInfo.Capture(refused);
            }
        }

        refusal?.Throw();
        return await journal.ChangeAsync(request, caller, _ => Task.FromResult(answer), cancellation);
    }

    private static bool IsOfOneCase(Exception refused) =>
        refused is DomainException { Fault: not Fault.Unavailable } or RpcException { StatusCode: not (StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled) };
}
