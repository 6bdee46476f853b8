using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Mandates;

/// <summary><c>mandate</c>.</summary>
internal static class MandateCommands
{
    public static Command Create(Shell shell) => new("mandate", "Where, when and with what powers teams may act.")
    {
        List(shell),
        Show(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        return new Command("list", "Lists mandates in the order in which they are tried.") { limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) =>
                await session.Connection.Mandates.ListMandatesAsync(new() { PageSize = size, PageToken = token }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.Mandates, session.Clock));
        });
    }

    private static Command Show(Shell shell)
    {
        var name = Arguments.Resource("mandates", "MANDATE", "The mandate.");
        return new Command("get", "Shows one mandate.") { name }.Does(shell, async session =>
        {
            var mandate = await session.Connection.Mandates.GetMandateAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(mandate, () => Card(mandate, session.Clock));
        });
    }

    private static Table Sheet(IEnumerable<Mandate> mandates, TimeProvider clock)
    {
        var table = Sheets.Of("MANDATE", "IN", "FOR", "POWERS", "WEAPONS", "UNTIL");
        foreach (var mandate in mandates)
        {
            table.Add(ResourceText.Id(mandate.Name), string.Join(" ", mandate.HostNations), string.Join(" ", mandate.Nations), Powers(mandate),
                EnumText.Words(mandate.WeaponsRule), clock.DateAndTime(mandate.Validity?.EndTime));
        }

        return table;
    }

    private static IRenderable Card(Mandate mandate, TimeProvider clock) => Sheets.Card(
        ("Mandate", ResourceText.Id(mandate.Name)),
        ("Title", mandate.Title),
        ("Legal basis", mandate.LegalBasis),
        ("For people of", string.Join(", ", mandate.Nations)),
        ("In", string.Join(", ", mandate.HostNations)),
        ("Within", Texts.List(mandate.Territory.Select(outline => $"{outline.DisplayName}, {outline.Polygon.Vertices.Count} corners"))),
        ("Powers", Powers(mandate)),
        ("", mandate.PowersText),
        ("Weapons", EnumText.Words(mandate.WeaponsRule)),
        ("", mandate.WeaponsText),
        ("From", clock.DateAndTime(mandate.Validity?.StartTime)),
        ("Until", clock.DateAndTime(mandate.Validity?.EndTime)));

    private static string Powers(Mandate mandate) => Texts.List(mandate.Powers.Select(power => EnumText.Words(power)));
}
