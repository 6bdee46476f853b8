using System.CommandLine;
using Google.Protobuf;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Operations;

/// <summary><c>operation record</c>: who had the H-hour order, and whether the record of it still is what was written.</summary>
internal static class RecordCommand
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation());

    public static Command Create(Shell shell)
    {
        var name = Arguments.OptionalResource("operations", "OPERATION", "The operation.");
        var output = new Option<string?>("--out") { Description = "Write it to a file as JSON.", HelpName = "FILE" };
        var check = new Option<string?>("--verify") { Description = "Check a file that was written before, without asking the server.", HelpName = "FILE" };
        return new Command("record", "Shows who had the H-hour order and when, and checks that nothing in it was changed.") { name, output, check }.Does(shell, async session =>
        {
            var record = session.Get(check) is { } file
                ? Read(file)
                : await AskAsync(session, session.Get(name) ?? throw new UsageException("Say which operation, or --verify FILE."));
            if (session.Get(output) is { } path)
            {
                await File.WriteAllTextAsync(path, Json.Format(record) + "\n", session.Cancellation);
            }

            session.Show(record, () => View(record, session.Clock));
            if (record.BrokenEntry > 0)
            {
                throw new RefusedException(record.Verdict);
            }
        });
    }

    // What the file says of its own check counts for nothing.
    private static OperationRecord Read(string file)
    {
        try
        {
            return OperationRecord.Parser.ParseJson(File.ReadAllText(file)).Verified();
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new UsageException($"{file} is not a record: {fault.Message}");
        }
    }

    private static async Task<OperationRecord> AskAsync(Session session, string operation) =>
        (await session.Connection.Operations.GetOperationRecordAsync(new() { Name = $"{operation}/record" }, cancellationToken: session.Cancellation)).Verified();

    private static Rows View(OperationRecord record, TimeProvider clock)
    {
        var table = Sheets.Of("NO", "WHAT", "ORDER", "H", "MEMBER", "DEVICE", "BY ITS CLOCK", "BY OURS");
        foreach (var entry in record.Entries)
        {
            table.Add($"{entry.Number}", EnumText.Words(entry.Kind), $"{EnumText.Words(entry.Instruction)} {entry.Revision}", clock.TimeOfDay(entry.HHour), ResourceText.Id(entry.Member),
                entry.Device.Length > 12 ? entry.Device[..12] : entry.Device, clock.TimeOfDay(entry.DeviceTime), clock.TimeOfDay(entry.ServerTime));
        }

        return new Rows(table, new Text(record.Verdict));
    }
}
