using System.CommandLine;
using System.Security.Cryptography;
using Google.Protobuf;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Client.Audit;

namespace TaskForce.Cli.Audit;

/// <summary><c>audit verify</c> and <c>audit compare</c>: without asking any server.</summary>
internal static class AuditCheck
{
    public static Command Verify(Shell shell)
    {
        var files = new Argument<string[]>("FILE") { Description = "Copies made by audit pull.", Arity = ArgumentArity.OneOrMore };
        var keys = new Option<string[]>("--key") { Description = "A PEM file with the keys that checkpoints must be signed with; may be given again.", HelpName = "PEM" };
        return new Command("verify", "Proves that copies are whole, or names the first entry that is not.") { files, keys }.Does(shell, session =>
        {
            var trusted = session.Get(keys) is { Length: > 0 } given ? given.SelectMany(KeysOf).ToList() : null;
            foreach (var file in session.Get(files)!)
            {
                Show(session, file, Checked(file, trusted), trusted is not null);
            }

            return Task.CompletedTask;
        });
    }

    public static Command Compare(Shell shell)
    {
        var one = new Argument<string>("ONE") { Description = "A copy." };
        var other = new Argument<string>("OTHER") { Description = "Another nation's copy of the same log." };
        return new Command("compare", "Says whether two nations have the same history, or where it parts.") { one, other }.Does(shell, session =>
        {
            var (first, second) = (Checked(session.Get(one)!, null), Checked(session.Get(other)!, null));
            if (first.Service != second.Service && first.Last > 0 && second.Last > 0)
            {
                throw new RefusedException($"These are different logs: that of {first.Service} and that of {second.Service}.");
            }

            if (AuditCopy.FindDivergence(first, second) is { } number)
            {
                throw new RefusedException($"The copies part at entry {number}: up to {number - 1} they are the same, from there on each is another history.");
            }

            session.Out.Write(new Text(first.Last == second.Last
                ? $"The same {first.Last} entries.\n"
                : $"The same history: {session.Get(one)} has {first.Last} entries, {session.Get(other)} {second.Last}.\n"));
            return Task.CompletedTask;
        });
    }

    /// <summary>A fault of a copy as a refusal.</summary>
    public static T OrRefuse<T>(Func<T> act, string what)
    {
        try
        {
            return act();
        }
        catch (AuditCopyException fault)
        {
            throw new RefusedException($"{what}. {fault.Finding.Kind}: {fault.Message}.");
        }
    }

    /// <summary>The keys of a PEM file.</summary>
    public static IReadOnlyList<ByteString> KeysOf(string file)
    {
        try
        {
            return AuditCopy.ReadKeys(File.ReadAllText(file)) is { Count: > 0 } keys ? keys : throw new UsageException($"{file} holds no key in PEM.");
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new UsageException($"{file} is not a PEM file with ECDSA keys: {fault.Message}");
        }
    }

    private static AuditVerifier Checked(string file, IReadOnlyCollection<ByteString>? trusted)
    {
        var verifier = new AuditVerifier(trusted);
        return AuditCopy.Verify(file, verifier) is { } fault
            ? throw new RefusedException($"{file} is not whole. {fault.Kind}: {fault.Message}. Up to {verifier.Last} it is.")
            : verifier;
    }

    private static void Show(Session session, string file, AuditVerifier whole, bool isTrusted)
    {
        session.Out.Write(new Text($"{file}: the log of {whole.Service}, {whole.Last} entries, whole. {whole.Closed} values are withheld or erased.\n"));
        foreach (var (nation, checkpoint) in whole.Checkpoints.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            session.Out.Write(new Text($"  {nation} signed up to {checkpoint.Number} at {checkpoint.Time.ToDateTime():yyyy-MM-dd HH:mm:ss} UTC, key {AuditChain.FingerprintOf(checkpoint.PublicKey)}\n"));
        }

        var signed = whole.Checkpoints.Values.Select(checkpoint => checkpoint.Number).DefaultIfEmpty().Max();
        session.Out.Write(new Text($"  {whole.Last - signed} entries at the end are not signed yet: that none after them was taken away, only another copy can show.\n"));
        if (!isTrusted && whole.Checkpoints.Count > 0)
        {
            session.Out.Write(new Text("  The keys were taken as they are: compare their fingerprints with what each nation says, or give them with --key.\n"));
        }
    }
}
