using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Devices;

/// <summary>Devices for people.</summary>
internal static class DeviceView
{
    public static Table Sheet(IEnumerable<Device> devices, TimeProvider clock)
    {
        var table = Sheets.Of("DEVICE", "MEMBER", "CALLED", "STATE", "UNTIL", "WHY");
        foreach (var device in devices)
        {
            table.Add(ResourceText.Id(device.Name), ResourceText.Id(device.Member), device.DisplayName, EnumText.Words(device.State),
                clock.DateAndTime(device.RevokeTime ?? device.InvitationExpireTime ?? device.CertificateExpireTime), device.RevokeReason);
        }

        return table;
    }

    public static IRenderable Invitation(InviteDeviceResponse invited, TimeProvider clock) => new Rows(
        new Markup($"Code for {Markup.Escape(invited.Device.Name)} of {Markup.Escape(invited.Device.Member)}, once, until {clock.DateAndTime(invited.Device.InvitationExpireTime)}:"),
        new Markup($"[bold]{Markup.Escape(invited.Code)}[/]"));
}
