using CsCheck;
using Grpc.Core;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.SupportRequest.Types;

namespace TaskForce.Roster.Tests.Support;

/// <summary>Requests that compete for one person, through the real service.</summary>
public class SupportLawTests(RosterApp app) : IClassFixture<RosterApp>
{
    // Whose each step is.
    private static readonly string[] Takers = ["de", "de", "ma", "ma", "de", "ma"];

    private readonly Dictionary<string, V1.SupportService.SupportServiceClient> _support = new() { ["de"] = app.Support("commander.de"), ["ma"] = app.Support("commander.ma") };
    private readonly V1.MemberService.MemberServiceClient _members = app.Members("auditor.de");
    private int _entered;

    [Fact]
    public async Task AnySteps_OfAnyNationOnTwoRequestsForOnePerson_HoldThemForWhichIsCommittedOrReleased() =>
        await Gen.Select(Gen.Int[0, 1], Gen.Int[0, 5], Gen.Int[0, 4].Select(chance => chance == 0)).Array[4, 16].SampleAsync(async steps =>
        {
            var member = (await app.EnterAsync(MemberOf("DE", $"law-{Interlocked.Increment(ref _entered)}", 1))).Name;
            var requests = new List<V1.SupportRequest>();
            while (requests.Count < 2)
            {
                requests.Add(await _support["ma"].CreateSupportRequestAsync(new() { SupportRequest = SupportServiceTests.Dogs }));
            }

            foreach (var (which, step, byOther) in steps)
            {
                var nation = byOther == (Takers[step] == "de") ? "ma" : "de";
                var holder = requests.Find(Holds)?.Name ?? "";
                var (next, code) = await TryAsync(requests[which], step, nation, member);
                var expected = Expected(requests[which].State, step, nation, takenByAnother: holder.Length > 0 && holder != requests[which].Name);
                Assert.Equal(expected, (next.State, code));
                requests[which] = next;
                Assert.Equal(requests.Find(Holds)?.Name ?? "", (await _members.GetMemberAsync(new() { Name = member })).Team);
            }
        }, iter: 25, threads: 1);

    private static bool Holds(V1.SupportRequest request) => request.State is State.Committed or State.Released;

    // The contract, written down a second time and in another way: by step, not by state.
    private static (State, StatusCode) Expected(State from, int step, string nation, bool takenByAnother)
    {
        var (taker, legal, to) = step switch
        {
            0 => ("de", from is State.Requested or State.Offered, State.Offered),
            1 => ("de", from is State.Requested or State.Offered, State.Declined),
            2 => ("ma", from is State.Offered, State.Committed),
            3 => ("ma", from is State.Committed, State.Released),
            4 => ("de", from is State.Released, State.Returned),
            _ => ("ma", from is State.Requested or State.Offered, State.Cancelled),
        };
        return (nation == taker, legal, takenByAnother, to) switch
        {
            (false, _, _, _) => (from, StatusCode.PermissionDenied),
            (_, false, _, _) => (from, StatusCode.FailedPrecondition),
            (_, _, true, State.Offered) => (from, StatusCode.FailedPrecondition),
            (_, _, true, State.Committed) => (from, StatusCode.Aborted),
            _ => (to, StatusCode.OK),
        };
    }

    private async Task<(V1.SupportRequest After, StatusCode Code)> TryAsync(V1.SupportRequest request, int step, string nation, string member)
    {
        try
        {
            return (await StepAsync(_support[nation], request.Name, step, member), StatusCode.OK);
        }
        catch (RpcException refusal)
        {
            var after = await _support[nation].GetSupportRequestAsync(new() { Name = request.Name });
            Assert.Equal(request, after);
            return (after, refusal.StatusCode);
        }
    }

    private static AsyncUnaryCall<V1.SupportRequest> StepAsync(V1.SupportService.SupportServiceClient support, string name, int step, string member) => step switch
    {
        0 => support.OfferSupportAsync(new() { Name = name, Resources = { member } }),
        1 => support.DeclineSupportAsync(new() { Name = name, Note = "Needed here." }),
        2 => support.CommitSupportAsync(new() { Name = name }),
        3 => support.ReleaseSupportAsync(new() { Name = name }),
        4 => support.ReturnSupportAsync(new() { Name = name }),
        _ => support.CancelSupportAsync(new() { Name = name }),
    };
}
