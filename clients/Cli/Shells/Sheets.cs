using Spectre.Console;
using Spectre.Console.Rendering;

namespace TaskForce.Cli.Shells;

/// <summary>Tables that stay readable at 100 columns: no lines but one under the head.</summary>
internal static class Sheets
{
    /// <summary>An empty table.</summary>
    public static Table Of(params ReadOnlySpan<string> heads)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var head in heads)
        {
            table.AddColumn(new TableColumn(new Text(head, new Style(decoration: Decoration.Bold))).PadLeft(0).PadRight(1));
        }

        return table;
    }

    /// <summary>Adds a row of plain texts, whatever brackets they hold.</summary>
    public static void Add(this Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new List<IRenderable>();
        foreach (var cell in cells)
        {
            texts.Add(new Text(cell));
        }

        table.AddRow(texts);
    }

    /// <summary>One thing, a line for each of its sides; sides without a value are left out.</summary>
    public static IRenderable Card(params ReadOnlySpan<(string Side, string Value)> lines)
    {
        var grid = new Grid().AddColumn(new GridColumn().PadLeft(0).PadRight(2).NoWrap()).AddColumn();
        foreach (var (side, value) in lines)
        {
            if (value is not ("" or "-"))
            {
                grid.AddRow(new Text(side, new Style(decoration: Decoration.Dim)), new Text(value));
            }
        }

        return grid;
    }
}
