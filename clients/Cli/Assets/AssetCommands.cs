using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Assets;

/// <summary><c>asset</c>.</summary>
internal static class AssetCommands
{
    public static Command Create(Shell shell) => new("asset", "Vehicles, vessels, aircraft and devices.")
    {
        List(shell),
        Get(shell),
        AssetFiles.Import(shell),
        AssetFiles.Export(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var nation = new Option<string>("--nation") { Description = "Only of this nation, such as DE.", DefaultValueFactory = _ => "" };
        var capability = new Option<string>("--capability") { Description = "Only with this capability.", DefaultValueFactory = _ => "" };
        return new Command("list", "Lists assets.") { limit, nation, capability }.Does(shell, async session =>
        {
            var filter = new AssetFilter { Nation = session.Get(nation), Capability = session.Get(capability) };
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Assets.ListAssetsAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.Assets));
        });
    }

    private static Command Get(Shell shell)
    {
        var name = Arguments.Resource("assets", "ASSET", "The asset.");
        return new Command("get", "Shows one asset.") { name }.Does(shell, async session =>
        {
            var asset = await session.Connection.Assets.GetAssetAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(asset, () => Card(asset));
        });
    }

    private static Table Sheet(IEnumerable<Asset> assets)
    {
        var table = Sheets.Of("ASSET", "NAME", "NATION", "STATE", "TRAVELS BY", "CAPABILITIES", "BASE", "TEAM");
        foreach (var asset in assets)
        {
            table.Add(
                Shown("name", ResourceText.Id(asset.Name)), Shown("display_name", asset.DisplayName), asset.Nation, Shown("state", EnumText.Words(asset.State)), Shown("travel_mode", EnumText.Words(asset.TravelMode)),
                Shown("capabilities", Texts.List(asset.Capabilities)), Shown("base", Texts.Place(asset.Base)), Shown("team", ResourceText.Holder(asset.Team)));

            string Shown(string field, string text) => Texts.Released(asset.WithheldFields, field, text);
        }

        return table;
    }

    private static IRenderable Card(Asset asset) => Sheets.Card(
        ("Asset", ResourceText.Id(asset.Name)),
        ("Name", asset.DisplayName),
        ("Agency", $"{asset.Agency}, {asset.Nation}"),
        ("State", EnumText.Words(asset.State)),
        ("Travels by", EnumText.Words(asset.TravelMode)),
        ("Speed", asset.SpeedKmh > 0 ? string.Create(CultureInfo.InvariantCulture, $"{asset.SpeedKmh:0} km/h") : ""),
        ("Can", Texts.List(asset.Capabilities)),
        ("Base", Texts.Place(asset.Base)),
        ("Team", ResourceText.Holder(asset.Team)),
        ("Withheld", string.Join(", ", asset.WithheldFields)));
}
