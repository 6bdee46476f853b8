using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Handovers;

/// <summary>Hand-overs and responsibilities as people read them.</summary>
internal static class HandoverView
{
    public static IRenderable Card(Handover handover, TimeProvider clock) => Sheets.Card(
        ("Hand-over", ResourceText.Id(handover.Name)),
        ("Of", What(handover)),
        ("From", $"{handover.From} ({handover.FromNation})"),
        ("To", $"{handover.To} ({handover.ToNation})"),
        ("State", EnumText.Words(handover.State)),
        ("Responsible", handover.State == Handover.Types.State.Accepted ? handover.To : $"still {handover.From}"),
        ("Note", handover.Note),
        ("Accept by", handover.State == Handover.Types.State.Offered ? clock.DateAndTime(handover.ExpireTime) : ""));

    public static IRenderable Sheet(IEnumerable<Handover> handovers, TimeProvider clock)
    {
        var table = Sheets.Of("HANDOVER", "OF", "FROM", "TO", "STATE", "ACCEPT BY");
        foreach (var handover in handovers)
        {
            table.Add(ResourceText.Id(handover.Name), What(handover), handover.From, handover.To, EnumText.Words(handover.State), clock.DateAndTime(handover.ExpireTime));
        }

        return table;
    }

    public static IRenderable Sheet(IEnumerable<ListResponsibilitiesResponse.Types.Entry> entries)
    {
        var table = Sheets.Of("MISSION", "STATE", "TITLE", "LEAD", "ANSWERS FOR IT");
        foreach (var entry in entries)
        {
            table.Add(ResourceText.Id(entry.Mission), EnumText.Words(entry.State), entry.Title, entry.LeadNation, Who(entry.Responsibilities));
        }

        return table;
    }

    public static IRenderable Sheet(IEnumerable<DeskWatch> watches, TimeProvider clock)
    {
        var table = Sheets.Of("DESK", "PERSON", "SINCE", "UNTIL");
        foreach (var watch in watches)
        {
            table.Add(watch.Nation, watch.Person, clock.DateAndTime(watch.BeginTime), clock.DateAndTime(watch.EndTime));
        }

        return table;
    }

    /// <summary>One of each nation; a desk says that nobody in person does.</summary>
    public static string Who(IEnumerable<Mission.Types.Responsibility> responsibilities) =>
        Texts.List(responsibilities.Select(each => each.Holder == $"desks/{each.Nation}" ? $"{each.Nation} the desk" : $"{each.Nation} {each.Holder}"));

    private static string What(Handover handover)
    {
        var missions = handover.Missions.Count > 0 ? Texts.List(handover.Missions.Select(ResourceText.Id)) : "everything";
        return handover.Kind == Handover.Types.Kind.Lead ? $"the lead of {missions}" : missions;
    }
}
