using System.CommandLine;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Client.Audit;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Audit;

/// <summary><c>audit keys</c> and <c>audit sign</c>.</summary>
internal static class AuditSigning
{
    public static Command Keys(Shell shell)
    {
        var service = AuditCommands.Service();
        var output = new Option<string?>("--out") { Description = "Write the keys as PEM, for audit verify --key.", HelpName = "FILE" };
        return new Command("keys", "Shows the keys that each nation signs with at present.") { service, output }.Does(shell, async session =>
        {
            var answer = await session.AuditOf(session.Get(service)!).ListCheckpointsAsync(new() { PageSize = 1 }, session.Cancellation);
            if (session.Get(output) is { } file)
            {
                await File.WriteAllTextAsync(file, string.Concat(answer.Keys.Select(key => PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Span) + "\n")), session.Cancellation);
            }

            session.Show(answer, () => Sheet(answer));
        });
    }

    public static Command Sign(Shell shell)
    {
        var service = AuditCommands.Service();
        var file = new Argument<string>("FILE") { Description = "Your nation's copy: what is signed is what is in it." };
        var nation = new Option<string>("--nation") { Description = "Your nation.", HelpName = "NATION", Required = true };
        var pem = new Option<string>("--key") { Description = "Your nation's private key, PEM.", HelpName = "PEM", Required = true };
        return new Command("sign", "Signs the log up to the end of your copy with a key that stays with you.") { service, file, nation, pem }.Does(shell, async session =>
        {
            var verifier = new AuditVerifier();
            if (AuditCopy.Verify(session.Get(file)!, verifier) is { } fault)
            {
                throw new RefusedException($"{session.Get(file)} is not whole, and is not signed. {fault.Kind}: {fault.Message}.");
            }

            var checkpoint = new AuditCheckpoint
            {
                Nation = session.Get(nation),
                Number = verifier.Last,
                Hash = ByteString.CopyFrom(verifier.LastHash.Span),
                Time = new Timestamp { Seconds = session.Clock.GetUtcNow().ToUnixTimeSeconds() },
            };
            SignWith(session.Get(pem)!, verifier.Service, checkpoint);
            var taken = await session.AuditOf(session.Get(service)!).SignAsync(new() { Checkpoint = checkpoint }, session.Cancellation);
            session.Show(taken, () => new Text($"{taken.Nation} has signed the log of {verifier.Service} up to {taken.Number}.\n"));
        });
    }

    private static void SignWith(string file, string service, AuditCheckpoint checkpoint)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(file));
            AuditChain.Sign(service, checkpoint, key);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new UsageException($"{file} is not a PEM file with a private ECDSA key: {fault.Message}");
        }
    }

    private static Table Sheet(ListAuditCheckpointsResponse answer)
    {
        var table = Sheets.Of("NATION", "FINGERPRINT (SHA-256)");
        foreach (var key in answer.Keys)
        {
            table.Add(key.Nation, AuditChain.FingerprintOf(key.PublicKey));
        }

        return table;
    }
}
