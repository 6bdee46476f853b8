using Google.Protobuf.Reflection;
using Grpc.Core;
using TaskForce.Testing;
using TaskForce.Type.V1;

namespace TaskForce.EndToEnd.Access;

/// <summary>The doors of the services themselves: who gets past the handshake, and that a token is checked there again.</summary>
[Collection(nameof(AccessWorld))]
public class ServiceDoorTests(AccessWorld world)
{
    [Theory]
    [InlineData("Tasking", null)]
    [InlineData("Tasking", "roster")]
    [InlineData("Roster", null)]
    [InlineData("Roster", "geolocation")]
    [InlineData("Geolocation", null)]
    [InlineData("Partners", null)]
    [InlineData("Partners", "tasking")]
    public async Task Door_CallerThatHasNoBusinessThere_IsRefused(string service, string? caller)
    {
        var answer = await CallAsync(service, caller, world.TokenOf(Role.Service, ""));

        Assert.True(answer is { Code: StatusCode.Unavailable or StatusCode.Internal, Reason: null }, answer.ToString());
    }

    [Theory]
    [InlineData("Tasking", "gateway")]
    [InlineData("Roster", "tasking")]
    [InlineData("Geolocation", "roster")]
    public async Task Door_OfWhomItServes_ChecksTheTokenAgain(string service, string caller)
    {
        Assert.Equal("TOKEN_REQUIRED", (await CallAsync(service, caller, null)).Reason);
        Assert.Equal("TOKEN_INVALID", (await CallAsync(service, caller, world.TokenOf(Role.Dispatcher, "DE", Forgery.Tampered))).Reason);
        Assert.Equal("ISSUER_NOT_OF_NATION", (await CallAsync(service, caller, world.TokenAcross("DE", "MA"))).Reason);
        Assert.Equal(StatusCode.OK, (await CallAsync(service, caller, world.TokenOf(Role.Dispatcher, "DE"))).Code);
    }

    private async Task<Answer> CallAsync(string service, string? caller, string? token)
    {
        using var door = world.DoorOf(service, caller);
        return await RawCall.CallAsync(door.CreateCallInvoker(), ListOf(service), token);
    }

    private static MethodDescriptor ListOf(string service) => Contracts.Services.SelectMany(each => each.Methods).Single(method => method.Name == service switch
    {
        "Tasking" => "ListHotspots",
        "Roster" => "ListMembers",
        _ => "ListGeofences",
    });
}
