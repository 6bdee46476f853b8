using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using TaskForce.Cli.Files;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Fences;

/// <summary><c>fence import</c> and <c>fence export</c>.</summary>
internal static class FenceFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Import(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "A GeoJSON FeatureCollection, or - for the standard input." };
        var dryRun = ImportFile.DryRun();
        return new Command("import", "Enters or changes many geofences; with any fault nothing is changed.") { file, dryRun }.Does(shell, async session =>
        {
            var text = await ImportFile.ReadAsync(session.Get(file), session.Cancellation);
            var answer = await session.Connection.GeoJson.ImportGeofencesAsync(
                new() { GeoJson = new() { ContentType = "application/geo+json", Data = ByteString.CopyFromUtf8(text) }, DryRun = session.Get(dryRun) },
                deadline: ImportFile.Deadline, cancellationToken: session.Cancellation);
            var would = session.Get(dryRun) ? "would be " : "";
            session.Show(answer, () => new Spectre.Console.Text(answer.Faults.Count > 0
                ? string.Concat(answer.Faults.Select(fault => $"{session.Get(file)}: {fault.Pointer}: {fault.Message}\n"))
                : $"{answer.CreatedCount} {would}entered, {answer.UpdatedCount} {would}changed, {answer.UnchangedCount} unchanged\n"));
            if (answer.Faults.Count > 0)
            {
                throw ImportFile.Refused(answer.Faults.Count);
            }
        });
    }

    public static Command Export(Shell shell)
    {
        var (file, subject) = (ImportFile.OutFile(), FenceCommands.Subject());
        return new Command("export", "Writes geofences as GeoJSON that import reads.") { file, subject }.Does(shell, async session =>
        {
            JsonObject? all = null;
            var token = "";
            do
            {
                var page = await session.Connection.GeoJson.ExportGeofencesAsync(
                    new() { Subject = FenceCommands.SubjectOf(session, subject), PageToken = token }, cancellationToken: session.Cancellation);
                var collection = JsonNode.Parse(page.Data.Span)!.AsObject();
                token = collection["next_page_token"]?.GetValue<string>() ?? "";
                all = Join(all, collection);
            }
            while (token.Length > 0);

            await session.WriteAsync(session.Get(file)!, AsyncEnumerable.Repeat(all.ToJsonString(Indented) + "\n", 1));
        });
    }

    // The box of a page holds only that page.
    private static JsonObject Join(JsonObject? all, JsonObject page)
    {
        page.Remove("next_page_token");
        if (all is null)
        {
            return page;
        }

        all.Remove("bbox");
        foreach (var feature in page["features"]!.AsArray())
        {
            all["features"]!.AsArray().Add(feature!.DeepClone());
        }

        return all;
    }
}
