using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;
using EventType = TaskForce.Roster.V1.SupportRequestEvent.Types.Type;

namespace TaskForce.Cli.Support;

/// <summary>Support requests as people read them.</summary>
internal static class SupportView
{
    public static IRenderable Sheet(IEnumerable<SupportRequest> requests, TimeProvider clock)
    {
        var table = Sheets.Of("REQUEST", "STATE", "FOR", "OF", "NEEDS", "FROM", "UNTIL", "NEXT STEP", "DUE");
        foreach (var request in requests)
        {
            table.Add(ResourceText.Id(request.Name), EnumText.Words(request.State), request.ReceivingNation, request.GivingNation, Needs(request),
                clock.DateAndTime(request.Period.StartTime), clock.DateAndTime(request.Period.EndTime), Owes(request), clock.DateAndTime(request.NextStepDue));
        }

        return table;
    }

    public static IRenderable Card(SupportRequest request, TimeProvider clock) => Sheets.Card([
        ("Request", ResourceText.Id(request.Name)),
        ("State", EnumText.Words(request.State)),
        ("Purpose", request.Purpose),
        ("For", request.ReceivingNation),
        ("Of", request.GivingNation),
        ("Needs", Needs(request)),
        ("From", clock.DateAndTime(request.Period.StartTime)),
        ("Until", clock.DateAndTime(request.Period.EndTime)),
        ("Place", Texts.Place(request.Place)),
        ("Offered", Texts.List(request.Resources)),
        ("Next step", request.NextStepNation.Length > 0 ? $"{Owes(request)}, due {clock.DateAndTime(request.NextStepDue)}" : ""),
        .. request.History.Select(step => (clock.DateAndTime(step.Time), $"{EnumText.Words(step.State)} by {step.Actor}{(step.Note.Length > 0 ? $": {step.Note}" : "")}")),
    ]);

    public static FormattableString Line(SupportRequestEvent change, TimeProvider clock) =>
        $"[dim]{clock.TimeOfDay(change.Time)}[/]  [bold]{ResourceText.Id(change.SupportRequest.Name)}[/]  {What(change)}: {Needs(change.SupportRequest)} of {change.SupportRequest.GivingNation} for {change.SupportRequest.ReceivingNation}  [dim]{change.Actor}[/]";

    private static string What(SupportRequestEvent change) =>
        change.Type == EventType.Overdue ? $"overdue from {change.SupportRequest.NextStepNation}" : EnumText.Words(change.SupportRequest.State);

    private static string Owes(SupportRequest request) => request.Overdue ? $"{request.NextStepNation}, overdue" : request.NextStepNation;

    private static string Needs(SupportRequest request) =>
        Texts.List(request.Needs.Select(need => $"{need.Count} {need.Code}{(need.MinGrade > 0 ? $" of grade {need.MinGrade}" : "")}"));
}
