using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Client;

namespace TaskForce.Cli.Devices;

/// <summary><c>device</c>.</summary>
internal static class DeviceCommands
{
    public static Command Create(Shell shell) => new("device", "Members' devices: who may call without a token, by a certificate.")
    {
        Invite(shell),
        Enrol(shell),
        List(shell),
        Show(shell),
        Revoke(shell),
        Watch(shell),
    };

    private static Command Invite(Shell shell)
    {
        var member = Arguments.Resource("members", "MEMBER", "Whose device.");
        var name = new Option<string>("--name") { Description = "What people call it.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        return new Command("invite", "Gives out a code that enrols one device, once; it is shown this once.") { member, name }.Does(shell, async session =>
        {
            var invited = await session.Connection.Devices.InviteDeviceAsync(
                new() { Member = session.Get(member), DisplayName = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(invited, () => DeviceView.Invitation(invited, session.Clock));
            session.Hint($"on the device, taskforce device enrol --code {invited.Code}");
        });
    }

    private static Command Enrol(Shell shell)
    {
        var code = new Option<string>("--code") { Description = "The code that was given out for this device.", HelpName = "CODE", Required = true };
        var server = new Option<Uri>("--server")
        {
            Description = "The gateway's door with TLS.",
            HelpName = "URL",
            DefaultValueFactory = _ => new("https://localhost:8443"),
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps)
                {
                    return url;
                }

                result.AddError($"--server must be an https URL, not '{result.Tokens[0].Value}'.");
                return null!;
            },
        };
        return new Command("enrol", "Makes this machine the device that a code was given out for.") { code, server }.Does(shell, async session =>
        {
            var gateway = session.Get(server)!;
            var credential = await EnrolledDevice.EnrolAsync(session.ConnectTo(gateway), session.Get(code)!, session.Cancellation);
            var device = EnrolledDevice.Keep(session.DeviceOf(credential.Member), gateway, credential, session.Clock);
            session.Out.MarkupLineInterpolated($"This is [bold]{device.Name}[/] of {device.Member} now, until {session.Clock.DateAndTime(device.Credential.ExpireTime.ToTimestamp())}; the certificate is renewed by itself while it runs.");
            session.Hint($"taskforce field run --as {ResourceText.Id(device.Member)}");
        });
    }

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var member = new Option<string>("--member") { Description = "Only this member's.", HelpName = "MEMBER", DefaultValueFactory = _ => "" };
        return new Command("list", "Lists your nation's devices, oldest first.") { limit, member }.Does(shell, async session =>
        {
            var whose = session.Get(member) is { Length: > 0 } one ? ResourceText.Full("members", one) : "";
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Devices.ListDevicesAsync(
                new() { PageSize = size, PageToken = token, Filter = new() { Member = whose } }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => DeviceView.Sheet(answer.Devices, session.Clock));
        });
    }

    private static Command Show(Shell shell)
    {
        var name = Arguments.Resource("devices", "DEVICE", "The device.");
        return new Command("get", "Shows one device.") { name }.Does(shell, async session =>
        {
            var device = await session.Connection.Devices.GetDeviceAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(device, () => DeviceView.Sheet([device], session.Clock));
        });
    }

    private static Command Revoke(Shell shell)
    {
        var name = Arguments.Resource("devices", "DEVICE", "The device.");
        var reason = new Option<string>("--reason") { Description = "Why, for people.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        return new Command("revoke", "Shuts a device out for good; what it has open ends within seconds.") { name, reason }.Does(shell, async session =>
        {
            var device = await session.Connection.Devices.RevokeDeviceAsync(
                new() { Name = session.Get(name), Reason = session.Get(reason) }, cancellationToken: session.Cancellation);
            session.Show(device, () => DeviceView.Sheet([device], session.Clock));
        });
    }

    private static Command Watch(Shell shell) => new Command("watch", "Shows what becomes of your nation's devices, from now on.").DoesUntilInterrupted(shell, async session =>
    {
        var after = (await session.Connection.Devices.ListDevicesAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
        await foreach (var change in session.Connection.WatchDevices(linkChanged: session.LinkNotes()).ReadAsync(after, session.Cancellation))
        {
            session.ShowEvent(change, () => $"[dim]{session.Clock.TimeOfDay(change.Time)}[/]  {EnumText.Words(change.Type)}: [bold]{ResourceText.Id(change.Device.Name)}[/] of {ResourceText.Id(change.Device.Member)}  [dim]{change.Actor}[/]");
        }
    });
}
