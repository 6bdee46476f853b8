using System.CommandLine;
using System.Text;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Files;

/// <summary>What the imports and exports of the slices share.</summary>
internal static class ImportFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Argument<string> File() => new("FILE") { Description = "A CSV file in UTF-8, or - for the standard input." };

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Only check; change nothing." };

    public static Option<string> OutFile() => new("--file") { Description = "Where to write it. Without it: the standard output.", HelpName = "FILE", DefaultValueFactory = _ => "" };

    /// <summary>Until when an import may take: it is one call, however many rows it has.</summary>
    public static DateTime Deadline => (TimeProvider.System.GetUtcNow() + Patience).UtcDateTime;

    /// <exception cref="UsageException">It cannot be read, or is not UTF-8.</exception>
    public static async Task<string> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file == "-" ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read);
            using var reader = new StreamReader(stream, Strict);
            return await reader.ReadToEndAsync(cancellation);
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"{file} is not UTF-8; save it as CSV UTF-8.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {fault.Message}");
        }
    }

    /// <summary>Says what was, or would be, changed; or every fault as <c>file:line: column: message</c>.</summary>
    /// <exception cref="RefusedException">There are faults.</exception>
    public static void Show(
        this Session session, Google.Protobuf.IMessage answer, string file, IReadOnlyCollection<ImportFault> faults, (int Created, int Updated, int Unchanged) rows, bool dryRun)
    {
        var would = dryRun ? "would be " : "";
        session.Show(answer, () => faults.Count > 0
            ? new Spectre.Console.Text(string.Join('\n', faults.Select(fault => $"{file}:{fault.Line}: {(fault.Column.Length > 0 ? $"{fault.Column}: " : "")}{fault.Message}")) + "\n")
            : new Spectre.Console.Text($"{rows.Created} {would}entered, {rows.Updated} {would}changed, {rows.Unchanged} unchanged\n"));
        if (faults.Count > 0)
        {
            throw Refused(faults.Count);
        }
    }

    /// <summary>What a file with faults comes to.</summary>
    public static RefusedException Refused(int faults) => new($"{faults} {(faults == 1 ? "fault" : "faults")}; nothing was changed.");

    /// <summary>Writes the parts of an export.</summary>
    public static async Task WriteAsync(this Session session, string file, IAsyncEnumerable<string> parts)
    {
        if (file.Length == 0)
        {
            await foreach (var part in parts)
            {
                session.PrintPart(part);
            }

            return;
        }

        await using var writer = new StreamWriter(file, append: false, Strict);
        await foreach (var part in parts)
        {
            await writer.WriteAsync(part);
        }
    }
}
