using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf.Reflection;
using Grpc.Core;
using TaskForce.Testing;
using TaskForce.Type.V1;

namespace TaskForce.EndToEnd.Access;

/// <summary>Every method with every role of each nation, and with every kind of token that is no good, by each protocol.</summary>
[Collection(nameof(AccessWorld))]
public class AccessMatrixTests(AccessWorld world)
{
    private static readonly Role[] Roles = [Role.Dispatcher, Role.Commander, Role.Field, Role.Partner, Role.Auditor];

    private static readonly MethodDescriptor[] Methods = [.. Contracts.Services.SelectMany(service => service.Methods)];

    public static TheoryData<string> Protocols { get; } = ["grpc", "grpc-web", "rest"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Method_WithEachRoleOfEachNation_IsAnsweredAsItsRuleSays(string protocol)
    {
        var callers = Roles.SelectMany(role => AccessWorld.Nations, (Role, Nation) => (Role, Nation)).Append((Role.Service, ""));
        var cells = Reachable(protocol).SelectMany(_ => callers, (method, caller) => (Method: method, caller.Item1, caller.Item2)).ToList();

        var wrong = await TryAsync(cells, async cell =>
        {
            var (method, role, nation) = cell;
            var answer = await RawCall.CallAsync(world, protocol, method, world.TokenOf(role, nation));
            var mayCall = IsForAnyone(method) || method.GetOptions().GetExtension(AccessExtensions.Access).Roles.Contains(role);
            return mayCall == IsLetIn(answer) && (mayCall || answer is { Http: null or HttpStatusCode.Forbidden, Code: StatusCode.PermissionDenied, Reason: "ROLE_REQUIRED" })
                ? null
                : $"{method.FullName} as {role} of {nation}: {answer}";
        });

        Assert.Empty(wrong);
        Assert.True(cells.Count >= Methods.Length * 9, $"only {cells.Count} cells were tried");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Method_WithATokenThatIsNoGood_IsRefusedByItsReason(string protocol)
    {
        var tokens = NoGood().ToList();
        var cells = Reachable(protocol).Where(method => !IsForAnyone(method)).SelectMany(_ => tokens, (method, token) => (Method: method, token.What, token.Text, token.Reason)).ToList();

        var wrong = await TryAsync(cells, async cell =>
        {
            var answer = await RawCall.CallAsync(world, protocol, cell.Method, cell.Text);
            return answer is { Code: StatusCode.Unauthenticated, Http: null or HttpStatusCode.Unauthorized } && answer.Reason == cell.Reason
                ? null
                : $"{cell.Method.FullName} with {cell.What}: {answer} instead of {cell.Reason}";
        });

        Assert.Empty(wrong);
    }

    /// <summary>Routing takes a name in any spelling; the rules know one.</summary>
    [Theory]
    [InlineData("/Taskforce.roster.v1.MemberService/DeleteMember")]
    [InlineData("/taskforce.roster.v1.memberservice/DeleteMember")]
    [InlineData("/taskforce.roster.v1.MemberService/deleteMember")]
    [InlineData("/TASKFORCE.ROSTER.V1.MEMBERSERVICE/DELETEMEMBER")]
    public async Task Method_SpelledOtherwise_IsNobodys(string spelled)
    {
        var (method, name) = (Methods.Single(each => each.FullName == "taskforce.roster.v1.MemberService.DeleteMember"), spelled[1..].Split('/'));
        foreach (var role in new[] { Role.Field, Role.Commander })
        {
            foreach (var door in new[] { world.Door(web: false), world.Door(web: true), world.DoorOf("Roster", "gateway").CreateCallInvoker() })
            {
                var answer = await AnyCall.CallAsync(door, method, (name[0], name[1]), [], AccessWorld.HeadersOf(world.TokenOf(role, "DE")));

                Assert.Equal((StatusCode.Unimplemented, "METHOD_UNKNOWN"), (answer.Code, answer.Reason));
            }
        }
    }

    private static bool IsForAnyone(MethodDescriptor method) => method.GetOptions().GetExtension(AccessExtensions.Access).Anyone;

    private static IEnumerable<MethodDescriptor> Reachable(string protocol) => Methods.Where(method => RawCall.IsThere(protocol, method));

    // What the request asks is wrong in most cases; that it is looked at, shows that the caller was let in.
    private static bool IsLetIn(Answer answer) => answer is not { Code: StatusCode.Unauthenticated or StatusCode.Unknown or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DeadlineExceeded }
        and not { Code: StatusCode.PermissionDenied, Reason: "ROLE_REQUIRED" };

    private static async Task<string[]> TryAsync<T>(IEnumerable<T> cells, Func<T, Task<string?>> tryOut)
    {
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(cells, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (cell, _) =>
        {
            if (await tryOut(cell) is { } fault)
            {
                wrong.Enqueue(fault);
            }
        });
        return [.. wrong.Order(StringComparer.Ordinal)];
    }

    // Of somebody who might call nearly everything, if only the token were good.
    private IEnumerable<(string What, string? Text, string Reason)> NoGood() =>
    [
        ("no token", null, "TOKEN_REQUIRED"),
        ("garbage", "garbage", "TOKEN_INVALID"),
        .. new[]
        {
            (Forgery.Expired, "TOKEN_EXPIRED"), (Forgery.NotYetValid, "TOKEN_NOT_YET_VALID"), (Forgery.OtherAudience, "TOKEN_OF_OTHER_AUDIENCE"),
            (Forgery.OtherIssuer, "ISSUER_UNKNOWN"), (Forgery.WithoutSignature, "TOKEN_INVALID"), (Forgery.SignedWithPublicKey, "TOKEN_INVALID"),
            (Forgery.Tampered, "TOKEN_INVALID"), (Forgery.OtherKey, "TOKEN_INVALID"), (Forgery.UnknownKey, "TOKEN_INVALID"),
        }.Select(forged => ($"{forged.Item1}", (string?)world.TokenOf(Role.Commander, "DE", forged.Item1), forged.Item2)),
        ("another nation", world.TokenAcross("DE", "MA"), "ISSUER_NOT_OF_NATION"),
        ("another nation, the other way", world.TokenAcross("MA", "DE"), "ISSUER_NOT_OF_NATION"),
    ];
}
