using System.CommandLine;
using Google.Protobuf;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Partners.V1;

namespace TaskForce.Cli.Stix;

/// <summary><c>stix</c>.</summary>
internal static class StixCommands
{
    private const long LargestFile = 1 << 20;

    public static Command Create(Shell shell) => new("stix", "Cyber incidents as STIX 2.1 has them: what partners sent, and what their markings let you see.") { Send(shell), List(shell), Export(shell) };

    private static StixService.StixServiceClient Stix(this Session session) => new(session.Connection.Invoker);

    private static Command Send(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "A bundle in JSON." };
        return new Command("send", "Sends a bundle, as a partner: each incident is a hotspot that is answered remotely.") { file }.Does(shell, async session =>
        {
            var document = new Google.Api.HttpBody { ContentType = "application/stix+json;version=2.1", Data = ByteString.CopyFrom(Read(session.Get(file)!)) };
            var answer = await session.Stix().ReceiveStixBundleAsync(new() { Document = document, RequestId = Guid.NewGuid().ToString() }, cancellationToken: session.Cancellation);
            session.Show(answer, () =>
            {
                var table = Sheets.Of("ABOUT", "DONE", "HOTSPOT", "CASE", "WHY");
                foreach (var result in answer.Results)
                {
                    table.Add(result.Root, EnumText.Words(result.Outcome), ResourceText.Id(result.Hotspot), ResourceText.Id(result.StixCase), result.Detail);
                }

                return table;
            });
        });
    }

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        return new Command("list", "Lists cases, newest first.") { limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) =>
                await session.Stix().ListStixCasesAsync(new() { PageSize = size, PageToken = token }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.StixCases, session.Clock));
        });
    }

    private static Command Export(Shell shell)
    {
        var name = Arguments.Resource("stixCases", "CASE", "The case:");
        return new Command("export", "Prints the objects of a case as a bundle, those that you may see.") { name }.Does(shell, async session =>
        {
            var bundle = await session.Stix().ExportStixCaseAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.PrintRaw(HarmlessOutput.Show(bundle.Data.ToStringUtf8()));
        });
    }

    private static Table Sheet(IEnumerable<StixCase> cases, TimeProvider clock)
    {
        var table = Sheets.Of("CASE", "TITLE", "TLP", "OF", "HOTSPOT", "OVER", "OBJECTS", "CHANGED");
        foreach (var told in cases)
        {
            table.Add(ResourceText.Id(told.Name), told.Title, EnumText.Words(told.Level), $"{told.Partner} ({told.Nation})", ResourceText.Id(told.Hotspot), told.Over ? "over" : "", $"{told.Objects}", clock.DateAndTime(told.UpdateTime));
        }

        return table;
    }

    private static byte[] Read(string file)
    {
        try
        {
            return new FileInfo(file).Length <= LargestFile ? File.ReadAllBytes(file) : throw new UsageException($"{file} is too large for a bundle.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {fault.Message}");
        }
    }
}
