using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Places;

/// <summary><c>place</c>.</summary>
internal static class PlaceCommands
{
    // Arabic stays readable.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Shell shell) => new("place", "The places that can be named by id.")
    {
        new Command("list", "Lists them.").Does(shell, session =>
        {
            List(session);
            return Task.CompletedTask;
        }),
    };

    private static void List(Session session)
    {
        if (session.IsJson)
        {
            session.PrintRaw(JsonSerializer.Serialize(new { Gazetteer.BuiltIn.Places }, Json));
            return;
        }

        var table = Sheets.Of("PLACE", "NAME", "ARABIC", "NATION", "KIND", "WHERE");
        foreach (var place in Gazetteer.BuiltIn.Places)
        {
            table.Add(place.Id, place.NameEn, place.NameAr, place.Nation, place.Kind.Replace('_', ' '), Texts.Point(place.ToPlace().Location));
        }

        session.Out.Write(table);
    }
}
