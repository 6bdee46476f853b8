using System.CommandLine;
using Grpc.Core;
using TaskForce.Cli.Files;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Members;

/// <summary><c>member import</c> and <c>member export</c>.</summary>
internal static class MemberFiles
{
    public static Command Import(Shell shell)
    {
        var (file, dryRun) = (ImportFile.File(), ImportFile.DryRun());
        return new Command("import", "Enters or changes many members; with any fault nothing is changed.") { file, dryRun }.Does(shell, async session =>
        {
            var csv = await ImportFile.ReadAsync(session.Get(file), session.Cancellation);
            var answer = await session.Connection.Members.ImportMembersAsync(
                new() { Csv = csv, ValidateOnly = session.Get(dryRun) }, deadline: ImportFile.Deadline, cancellationToken: session.Cancellation);
            session.Show(answer, session.Get(file), answer.Faults, (answer.Created, answer.Updated, answer.Unchanged), session.Get(dryRun));
        });
    }

    public static Command Export(Shell shell)
    {
        var (file, nation) = (ImportFile.OutFile(), new Option<string>("--nation") { Description = "Only of this nation, such as DE.", DefaultValueFactory = _ => "" });
        return new Command("export", "Writes members as CSV that import reads.") { file, nation }.Does(shell, async session =>
        {
            using var export = session.Connection.Members.ExportMembers(
                new() { Filter = new() { Nation = session.Get(nation) } }, cancellationToken: session.Cancellation);
            await session.WriteAsync(session.Get(file)!, export.ResponseStream.ReadAllAsync(session.Cancellation).Select(part => part.Csv));
        });
    }
}
