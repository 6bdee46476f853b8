using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Field;

/// <summary>What a member may do from now on, as the member sees it.</summary>
internal static class TerritoryView
{
    public static IRenderable Panel(Order order, TimeProvider clock)
    {
        var here = order.Territory;
        var hasPowers = here.Mandate.Length > 0;
        return new Panel(Sheets.Card(
            ("Since", clock.TimeOfDay(here.EnterTime)),
            ("You", order.CallSign),
            ("Under", hasPowers ? $"{here.Title} ({ResourceText.Id(here.Mandate)})" : "no mandate"),
            ("Powers", here.Powers),
            ("Weapons", here.Weapons),
            ("Mission", OrderView.MissionOf(order))))
        {
            Header = new PanelHeader(hasPowers ? " OTHER POWERS NOW " : " NO POWERS HERE "),
            Border = BoxBorder.Rounded,
            BorderStyle = new Style(hasPowers ? Color.Yellow : Color.Red),
            Padding = new Padding(1, 0),
        };
    }
}
