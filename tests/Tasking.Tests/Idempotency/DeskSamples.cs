using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;

namespace TaskForce.Tasking.Tests.Idempotency;

/// <summary>The same for what a desk does: keys, and who answers for what.</summary>
internal static class DeskSamples
{
    // Of a nation that takes part in nothing: whoever is on watch elsewhere answers for the next mission there, and cannot leave.
    private const string Idle = "commander.fr";

    public static readonly Dictionary<string, Func<TaskingApp, Task<(string Profile, IMessage Request)>>> All = new()
    {
        ["MissionService.UpdateMission"] = async app => ("dispatcher.de", new V1.UpdateMissionRequest
        {
            Mission = new() { Name = (await app.MissionAsync()).Name, Instructions = "Come by the north gate." },
            UpdateMask = FieldMask.FromString("instructions"),
        }),
        ["DelegationService.CreateDelegation"] = app => Task.FromResult<(string, IMessage)>(("commander.de", new V1.CreateDelegationRequest { Delegation = Delegation(app) })),
        ["DelegationService.RevokeDelegation"] = async app => ("commander.de", new V1.RevokeDelegationRequest
        {
            Name = (await app.Delegations().CreateDelegationAsync(new() { Delegation = Delegation(app) })).Name,
            Reason = "Back on duty.",
        }),
        ["PreAuthorisationService.CreatePreAuthorisation"] = app => Task.FromResult<(string, IMessage)>(
            ("commander.de", new V1.CreatePreAuthorisationRequest { PreAuthorisation = PreAuthorisation(app) })),
        ["PreAuthorisationService.RevokePreAuthorisation"] = async app => ("commander.de", new V1.RevokePreAuthorisationRequest
        {
            Name = (await app.PreAuthorisations().CreatePreAuthorisationAsync(new() { PreAuthorisation = PreAuthorisation(app) })).Name,
            Reason = "Over.",
        }),
        ["HandoverService.OfferHandover"] = async app => ("dispatcher.de", new V1.OfferHandoverRequest { Missions = { (await app.MissionAsync()).Name }, To = "commander.de" }),
        ["HandoverService.AcceptHandover"] = async app => ("commander.de", new V1.AcceptHandoverRequest { Name = await OfferAsync(app) }),
        ["HandoverService.DeclineHandover"] = async app => ("commander.de", new V1.DeclineHandoverRequest { Name = await OfferAsync(app) }),
        ["HandoverService.TakeOverMission"] = async app => ("commander.de", new V1.TakeOverMissionRequest { Mission = (await app.MissionAsync()).Name, Reason = "He fell ill." }),
        ["HandoverService.BeginWatch"] = async app =>
        {
            await app.Handovers(Idle).BeginWatchAsync(new());
            await app.Handovers(Idle).EndWatchAsync(new());
            return (Idle, new V1.BeginWatchRequest());
        },
        ["HandoverService.EndWatch"] = async app =>
        {
            await app.Handovers(Idle).BeginWatchAsync(new());
            return (Idle, new V1.EndWatchRequest());
        },
    };

    private static V1.Delegation Delegation(TaskingApp app) =>
        new() { Delegate = "night.de", Validity = new() { EndTime = Now(app).AddDays(1).ToTimestamp() } };

    // Of a severity that no mission of these tests has, so that it turns no key here.
    private static V1.PreAuthorisation PreAuthorisation(TaskingApp app) => new()
    {
        Scope = new() { HighestSeverity = V1.Hotspot.Types.Severity.Low },
        MaxUses = 1,
        Validity = new() { EndTime = Now(app).AddDays(1).ToTimestamp() },
    };

    private static async Task<string> OfferAsync(TaskingApp app) =>
        (await app.Handovers().OfferHandoverAsync(new() { Missions = { (await app.MissionAsync()).Name }, To = "commander.de" })).Name;

    private static DateTimeOffset Now(TaskingApp app) => app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
}
