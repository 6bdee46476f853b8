using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>A device's whole life through the real processes: by the CLI's words, over mutual TLS.</summary>
public sealed class DeviceTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Device_InvitedEnrolledRenewedRevoked_IsInAsLongAsItMayBe()
    {
        await using var running = await LocalTaskForce.StartAsync(_data.FullName);
        var device = await EnrolAsync(running);
        using var connection = new TaskForceConnection(running.Tls, authorities: Trust(running), device: device);

        using (var before = connection.Field.ReceiveOrders(new() { Device = device.Name }, cancellationToken: Cancellation))
        {
            Assert.True(await before.ResponseStream.MoveNext(Cancellation));
            Assert.Equal(device.Member, (await connection.Members.GetMemberAsync(new() { Name = device.Member }, cancellationToken: Cancellation)).Name);
            await RefusedAsync(StatusCode.PermissionDenied, "NOT_THIS_DEVICE", connection.Field.ReceiveOrders(new() { Device = "another" }, cancellationToken: Cancellation));
        }

        var serial = device.Credential.ExpireTime;
        await device.RenewAsync(connection, Cancellation);
        Assert.True(device.Credential.ExpireTime >= serial);
        using var orders = connection.Field.ReceiveOrders(new() { Device = device.Name }, cancellationToken: Cancellation);
        Assert.True(await orders.ResponseStream.MoveNext(Cancellation));

        Assert.Equal(0, (await running.CliAsync("device", "revoke", device.Name, "--reason", "Lost at sea.", "--as", "dispatcher.de")).ExitCode);
        await RefusedAsync(StatusCode.Unauthenticated, "DEVICE_REVOKED", orders);

        Process.GetProcessById(running.ProcessOf("Gateway")).Kill();
        await ShutOutAfterRestartAsync(connection, device);
    }

    private static async Task<EnrolledDevice> EnrolAsync(LocalTaskForce running)
    {
        using var desk = running.Connect("dispatcher.de");
        var member = (await desk.Members.ListMembersAsync(new() { PageSize = 1, Filter = new() { Nation = "DE" } }, cancellationToken: Cancellation)).Members[0].Name;
        var invited = await running.CliAsync("device", "invite", member, "--as", "dispatcher.de", "--output", "json");
        Assert.True(invited.ExitCode == 0, invited.Errors);
        var code = JsonDocument.Parse(invited.Output).RootElement.GetProperty("code").GetString()!;

        var enrolled = await running.CliAsync("device", "enrol", "--code", code, "--server", running.Tls.ToString());
        Assert.True(enrolled.ExitCode == 0, enrolled.Errors);
        var again = await running.CliAsync("device", "enrol", "--code", code, "--server", running.Tls.ToString());
        Assert.Contains("ENROLMENT_CODE_USED", again.Errors, StringComparison.Ordinal);
        var device = EnrolledDevice.Open(new(Path.Combine(running.FieldDirectory(member["members/".Length..]), "enrolment.json")));
        Assert.Equal(member, device.Member);
        return device;
    }

    private static X509Certificate2Collection Trust(LocalTaskForce running)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(Path.Combine(running.Data, "tls", "authority.pem"));
        return authorities;
    }

    private static async Task RefusedAsync(StatusCode code, string reason, AsyncServerStreamingCall<OrderEvent> stream)
    {
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await stream.ResponseStream.MoveNext(Cancellation))
            {
                // Heartbeats that were on their way.
            }
        });
        Assert.Equal((code, reason), (end.StatusCode, TaskForceException.From(end).Reason));
    }

    // Until the gateway is back, and knows again who is revoked, it lets in nobody: never is the device answered.
    private static async Task ShutOutAfterRestartAsync(TaskForceConnection connection, EnrolledDevice device)
    {
        var refusal = StatusCode.Unavailable;
        while (refusal == StatusCode.Unavailable)
        {
            refusal = (await Assert.ThrowsAsync<RpcException>(() => connection.Members.GetMemberAsync(new() { Name = device.Member }, cancellationToken: Cancellation).ResponseAsync)).StatusCode;
        }

        Assert.Equal(StatusCode.Unauthenticated, refusal);
    }
}
