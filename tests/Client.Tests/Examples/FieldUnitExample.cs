using Google.Protobuf;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using static TaskForce.Geolocation.V1.PositionReport.Types;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Client.Tests.Examples;

/// <summary>The code of <c>docs/field-units.md</c>, to the letter.</summary>
internal static class FieldUnitExample
{
    public static FieldUnit Start(Uri gateway, BearerTokens tokens, string directory, Action<string> tell)
    {
        var connection = new TaskForceConnection(gateway, tokens, purpose: "On duty");
        return FieldUnit.Start(connection, new()
        {
            Member = "members/de-falke-07",
            Directory = directory,
            Key = StoreKey.InFile(Path.Combine(directory, "..", "field.key")),
            LinkChanged = link => tell(link.IsUp ? "Connected." : $"No network; trying again in {link.RetryIn.TotalSeconds:0} s."),
            Noticed = notice => tell(notice.Message),
            Refused = refusal => tell($"Refused: {refusal.Message}"),
        });
    }

    public static async Task WorkAsync(FieldUnit unit, Action<string> tell, CancellationToken cancellation)
    {
        await foreach (var order in unit.ReceiveAsync(cancellation))
        {
            tell($"{order.Kind}: {order.Title}. {order.Instructions}");
            _ = unit.AcknowledgeAsync(order.Name, Rung.Displayed);
            if (order.Kind == Kind.Recall)
            {
                _ = unit.AcknowledgeAsync(order.Name, Rung.Accepted);
                continue;
            }

            // Awaited, a report ends when the server has it; until then it waits on disk, also through a restart.
            var accepted = unit.AcknowledgeAsync(order.Name, Rung.Accepted);
            tell(accepted.IsCompletedSuccessfully ? "The centre knows." : "Kept here until there is a network.");
            _ = unit.ReportProgressAsync(order.Name, Stage.EnRoute);
            _ = unit.ReportPositionAsync(new() { Latitude = 35.8894, Longitude = -5.5031 }, Source.Gnss, headingDegrees: 270);
        }
    }

    public static void Show(FieldUnit unit, string order, Action<string> tell)
    {
        if (unit.PackageOf(order) is { } package)
        {
            tell($"Signed by {string.Join(" and ", package.Nations)}: {package.Content.Mandate.PowersText}");
        }
    }

    public static void Take(FieldUnit unit, string file, Action<string> tell)
    {
        var taken = unit.Take(new() { CoseSign = ByteString.CopyFrom(File.ReadAllBytes(file)) });
        tell($"Taken: {taken.Content.Order.Title}");
    }

    public static Task<Alert> CallForHelpAsync(FieldUnit unit) =>
        unit.NeedHelpAsync("Shots fired", new() { Latitude = 35.8894, Longitude = -5.5031 });
}
