using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Field;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Packages;

/// <summary>A task package as its recipient sees it.</summary>
internal static class PackageView
{
    /// <param name="package">What was signed, or claims to be.</param>
    /// <param name="verdict">Who has signed it, or that nobody knows.</param>
    /// <param name="clock">Local times.</param>
    public static IRenderable Of(TaskPackage package, string verdict, TimeProvider clock)
    {
        var rows = new List<IRenderable>
        {
            OrderView.Panel(package.Order, clock),
            Sheets.Card(
            [
                ("Signed", verdict),
                ("Holds until", clock.DateAndTime(package.ExpireTime)),
                .. package.Supersedes.Length > 0 ? new[] { ("Instead of", package.Supersedes) } : [],
                .. package.Mandate is { } mandate ? new[] { ("Powers", mandate.PowersText), ("Weapons", mandate.WeaponsText), ("Legal basis", mandate.LegalBasis) } : [],
                .. package.Contacts.Select(contact => ("With you", $"{Texts.Who(contact.CallSign, contact.Nation)}, {contact.Role.ToLowerInvariant()}")),
                .. package.Centres.Select(centre => ("Centre", string.Join(", ", new[] { centre.DisplayName, centre.Telephone, centre.Radio }.Where(part => part.Length > 0)))),
                .. package.Phrases.SelectMany(phrase => phrase.Texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => (text.Key, text.Value))),
            ]),
        };
        if (package.Map is { } map)
        {
            rows.Add(new Text(Draw(map, package.Order.Place.Location) + "\n"));
        }

        return new Rows(rows);
    }

    /// <summary>The ground in letters, north above: water as dots, land as its nation's letters, the place as <c>XX</c>.</summary>
    internal static string Draw(MapExtract map, Google.Type.LatLng place)
    {
        var cells = map.Runs.SelectMany(run => Enumerable.Repeat(run.Nation, run.Length)).ToList();
        var at = (Row: (int)((place.Latitude - map.SouthWest.Latitude) / map.CellDegrees), Column: (int)((((place.Longitude - map.SouthWest.Longitude) % 360) + 360) % 360 / map.CellDegrees));
        var text = new StringBuilder();
        for (var row = (cells.Count / Math.Max(1, map.Columns)) - 1; row >= 0; row--)
        {
            for (var column = 0; column < map.Columns; column++)
            {
                text.Append((row, column) == at ? "XX" : Letters(map, cells[(row * map.Columns) + column]));
            }

            text.Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"XX is the place, .. water; two letters are {map.CellDegrees * 111.2:0.0} km from north to south.").ToString();
    }

    private static string Letters(MapExtract map, int nation) => nation == 0 ? ".." : map.Nations[nation - 1] is { Length: 2 } code ? code.ToLowerInvariant() : "##";
}
