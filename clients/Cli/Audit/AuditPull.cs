using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Client.Audit;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Audit;

/// <summary><c>audit pull</c>: a nation's own full copy, which grows with the log.</summary>
internal static class AuditPull
{
    public static Command Create(Shell shell)
    {
        var service = AuditCommands.Service();
        var file = new Argument<string>("FILE") { Description = "The copy: begun if it is not there, gone on with if it is." };
        var follow = new Option<bool>("--follow") { Description = "Go on as entries are added, until Ctrl-C." };
        return new Command("pull", "Copies the log of a service into a file, and checks each entry.") { service, file, follow }.DoesUntilInterrupted(shell, async session =>
        {
            using var copy = AuditCheck.OrRefuse(() => AuditCopyWriter.Open(session.Get(file)!), "This copy is not whole, and was left as it is");
            var before = copy.Verifier.Last;
            var audit = session.AuditOf(session.Get(service)!);
            try
            {
                await (session.Get(follow) ? FollowAsync(session, audit, copy) : CatchUpAsync(session, audit, copy));
            }
            finally
            {
                copy.Sync();
                session.Out.Write(new Text($"{copy.Verifier.Last - before} entries were added and checked; the copy has {copy.Verifier.Last}.\n"));
            }
        });
    }

    private static async Task CatchUpAsync(Session session, AuditClient audit, AuditCopyWriter copy)
    {
        using var watch = audit.Watch(new() { After = copy.Verifier.Last }, session.Cancellation);
        while (await watch.ResponseStream.MoveNext(session.Cancellation) && watch.ResponseStream.Current is { Type: AuditEvent.Types.Type.Added } added)
        {
            Append(copy, added.Entry);
        }
    }

    private static async Task FollowAsync(Session session, AuditClient audit, AuditCopyWriter copy)
    {
        var watch = new ResumableWatch<AuditEvent>(
            after => audit.Watch(new() { After = after }, session.Cancellation), change => new(change.Sequence, change.Type == AuditEvent.Types.Type.Heartbeat))
        {
            LinkChanged = session.LinkNotes(),
        };
        await foreach (var change in watch.ReadAsync(copy.Verifier.Last, session.Cancellation))
        {
            Append(copy, change.Entry);
            copy.Sync();
        }
    }

    private static void Append(AuditCopyWriter copy, AuditEntry entry) => AuditCheck.OrRefuse(
        () =>
        {
            copy.Append(entry);
            return true;
        },
        $"The server's log does not go on from this copy, which is whole up to {copy.Verifier.Last}: one of the two is another history");
}
