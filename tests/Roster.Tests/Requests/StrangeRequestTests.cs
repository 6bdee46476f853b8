using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using TaskForce.Testing;

namespace TaskForce.Roster.Tests.Requests;

/// <summary>What no client of ours sends, by gRPC into the real service.</summary>
public sealed class StrangeRequestTests : IAsyncDisposable
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    private readonly RosterApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x0A, 0x02, 0xC3, 0x28 })]
    [InlineData(new byte[] { 0x0A, 0x7F, 1 })]
    public async Task Call_NoMessageOfTheContract_IsInvalidAndNotUnknown(byte[] message) =>
        Assert.Equal((StatusCode.InvalidArgument, "MESSAGE_UNREADABLE"), await RefusedAsync("GetMember", message));

    [Fact]
    public async Task Call_GroupsNestedWithoutEnd_IsInvalid() =>
        Assert.Equal((StatusCode.InvalidArgument, "MESSAGE_UNREADABLE"), await RefusedAsync("GetMember", [.. Enumerable.Repeat((byte)0x7B, 50_000)]));

    [Fact]
    public async Task Call_NameOfManyCharacters_IsRefusedInFewWords()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => _app.Members().GetMemberAsync(new() { Name = new('x', 19_000) }).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.True(refusal.Trailers.Sum(entry => entry.IsBinary ? entry.ValueBytes.Length : entry.Value.Length) < 8000);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("AAAA=")]
    [InlineData("صفحة")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task List_TokenThatIsNone_IsInvalid(string token) =>
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELDS"), await RefusedAsync("ListMembers", new V1.ListMembersRequest { PageToken = token }.ToByteArray()));

    private async Task<(StatusCode Code, string? Reason)> RefusedAsync(string method, byte[] message)
    {
        var call = new Method<byte[], byte[]>(MethodType.Unary, "taskforce.roster.v1.MemberService", method, Bytes, Bytes);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => _app.As("dispatcher.de").AsyncUnaryCall(call, null, new(), message).ResponseAsync);
        return (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
    }
}
