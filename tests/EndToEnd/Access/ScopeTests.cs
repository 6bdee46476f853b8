using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Roster.V1;
using TaskForce.Type.V1;
using Scope = TaskForce.Type.V1.Access.Types.Scope;

namespace TaskForce.EndToEnd.Access;

/// <summary>Whose records a method works on, tried with a record of each nation.</summary>
[Collection(nameof(AccessWorld))]
public class ScopeTests(AccessWorld world)
{
    public static TheoryData<string, string> OwnNation { get; } = new MatrixTheoryData<string, string>(
        ["CreateMember", "UpdateMember", "SetMemberDuty", "RecordDuty", "CreateAsset", "WithdrawNation", "DeleteMember"], ["grpc", "grpc-web"]);

    public static TheoryData<string, string> Self { get; } = new MatrixTheoryData<string, string>(["GetMember", "GetDutyOutlook", "SetMemberDuty"], ["grpc", "grpc-web"]);

    [Theory]
    [MemberData(nameof(OwnNation))]
    public async Task OwnNation_RecordOfAnother_IsDenied(string method, string protocol)
    {
        Assert.Equal(Scope.OwnNation, RuleOf(method).ScopeOf(Role.Commander));
        var (requested, of) = (Request(method, "DE"), Find(method));

        var other = await RawCall.CallAsync(world, protocol, of, world.TokenOf(Role.Commander, "MA"), requested);
        Assert.Equal((StatusCode.PermissionDenied, "OTHER_NATION"), (other.Code, other.Reason));

        // Only after the others, lest there is nothing left to be denied.
        if (method != "DeleteMember")
        {
            var own = await RawCall.CallAsync(world, protocol, of, world.TokenOf(Role.Commander, "DE"), requested);
            Assert.NotEqual("OTHER_NATION", own.Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Self))]
    public async Task Self_RecordOfAnother_IsDenied(string method, string protocol)
    {
        Assert.Equal(Scope.Self, RuleOf(method).ScopeOf(Role.Field));

        var other = await RawCall.CallAsync(world, protocol, Find(method), world.TokenOf(Role.Field, "MA"), Request(method, "DE"));
        var own = await RawCall.CallAsync(world, protocol, Find(method), world.TokenOf(Role.Field, "DE"), Request(method, "DE"));

        // Whoever may not know of the member is told that there is none.
        Assert.True((other.Code, other.Reason) is (StatusCode.PermissionDenied, "NOT_YOUR_RECORD" or "OTHER_NATION") or (StatusCode.NotFound, "MEMBER_NOT_FOUND"), $"{other.Code} {other.Reason}");
        Assert.Equal(StatusCode.OK, own.Code);
    }

    [Fact]
    public async Task Any_RecordOfAnother_IsShown()
    {
        var answer = await RawCall.CallAsync(world, "grpc", Find("GetMember"), world.TokenOf(Role.Dispatcher, "MA"), Request("GetMember", "DE"));

        Assert.Equal(StatusCode.OK, answer.Code);
    }

    private static Google.Protobuf.Reflection.MethodDescriptor Find(string method) =>
        Contracts.Services.SelectMany(service => service.Methods).Single(each => each.Name == method);

    private static Type.V1.Access RuleOf(string method) => Find(method).GetOptions().GetExtension(AccessExtensions.Access);

    private static IMessage Request(string method, string nation)
    {
        var (member, now) = ($"members/{AccessWorld.IdOf(nation)}", TimeProvider.System.GetUtcNow());
        return method switch
        {
            "CreateMember" => new CreateMemberRequest { Member = AccessWorld.MemberOf(nation) },
            "UpdateMember" => new UpdateMemberRequest { Member = new() { Name = member, Languages = { "en", "fr" } } },
            "SetMemberDuty" => new SetMemberDutyRequest { Name = member, Duty = Member.Types.Duty.OnDuty },
            "RecordDuty" => new RecordDutyRequest
            {
                Name = member,
                Period = new() { StartTime = now.AddHours(-3).ToTimestamp(), EndTime = now.AddHours(-2).ToTimestamp() },
            },
            "CreateAsset" => new CreateAssetRequest
            {
                Asset = new()
                {
                    Nation = nation,
                    Agency = "police",
                    DisplayName = "Boat",
                    Capabilities = { "tow" },
                    TravelMode = TravelMode.Boat,
                    Base = new() { Location = new() { Latitude = 50, Longitude = 8 } },
                },
            },
            "WithdrawNation" => new WithdrawNationRequest { Name = "teams/x", Nation = nation, Reason = "Needed at home." },
            "DeleteMember" => new DeleteMemberRequest { Name = member },
            "GetMember" => new GetMemberRequest { Name = member },
            "GetDutyOutlook" => new GetDutyOutlookRequest { Name = member },
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
        };
    }
}
