using System.CommandLine;
using System.Security.Cryptography;
using Google.Protobuf;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Client.Devices;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Packages;

/// <summary><c>package</c>.</summary>
internal static class PackageCommands
{
    // What else a file may be that somebody names by mistake.
    private const int LargestFile = 4 << 20;

    public static Command Create(Shell shell) => new("package", "Signed orders: for where there is no network.") { Get(shell), Show(shell), Keys(shell) };

    private static Command Get(Shell shell)
    {
        var order = new Argument<string>("ORDER") { Description = "missions/MISSION/orders/ORDER; of your nation's people, or your own." };
        var output = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        return new Command("get", "Fetches a signed order, to hand it over by other means.") { order, output }.Does(shell, async session =>
        {
            var answer = await session.Connection.TaskPackages.GetTaskPackageAsync(new() { Name = session.Get(order) }, cancellationToken: session.Cancellation);
            Write(session.Get(output)!, answer);
            session.Show(answer, () => new Text($"{session.Get(output)}: {answer.CoseSign.Length} bytes. The recipient takes it with: taskforce field work, then take FILE.\n"));
        });
    }

    private static Command Show(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "A signed order." };
        var keys = new Option<string?>("--keys") { Description = "The keys to verify it with, as package keys --out writes them; without them nothing is verified.", HelpName = "FILE" };
        return new Command("show", "Shows a signed order and verifies it, without a network.") { file, keys }.Does(shell, async session =>
        {
            var package = await ReadAsync(session.Get(file)!);
            if (session.Get(keys) is not { } trusted)
            {
                var claimed = Read(() => TaskPackageVerifier.Peek(package));
                session.Show(claimed, () => PackageView.Of(claimed, "NOT VERIFIED: give --keys", session.Clock));
                return;
            }

            var list = await ReadKeysAsync(trusted);
            var verified = Read(() => new TaskPackageVerifier(list.Keys).Verify(package));
            session.Show(verified.Content, () => PackageView.Of(
                verified.Content, $"by {string.Join(" and ", verified.Nations)}{(verified.HoldsAt(session.Clock.GetUtcNow()) ? "" : ", but its time is over")}", session.Clock));
        });
    }

    private static Command Keys(Shell shell)
    {
        var output = new Option<string?>("--out") { Description = "Write them, for package show --keys.", HelpName = "FILE" };
        return new Command("keys", "Shows the keys that orders are signed with at present.") { output }.Does(shell, async session =>
        {
            var answer = await session.Connection.TaskPackages.ListPackageKeysAsync(new(), cancellationToken: session.Cancellation);
            if (session.Get(output) is { } file)
            {
                await File.WriteAllTextAsync(file, JsonFormatter.Default.Format(answer), session.Cancellation);
            }

            session.Show(answer, () => Sheet(answer));
        });
    }

    /// <summary>Reads a signed order.</summary>
    /// <exception cref="UsageException">There is none in the file.</exception>
    public static async Task<SignedTaskPackage> ReadAsync(string file) => new() { CoseSign = ByteString.CopyFrom(await BytesAsync(file)) };

    /// <summary>Writes a signed order, for its recipient alone.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static void Write(string file, SignedTaskPackage package)
    {
        try
        {
            PrivateFile.Write(file, stream => stream.Write(package.CoseSign.Span));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be written: {fault.Message}");
        }
    }

    private static async Task<ListPackageKeysResponse> ReadKeysAsync(string file)
    {
        try
        {
            return ListPackageKeysResponse.Parser.ParseJson(System.Text.Encoding.UTF8.GetString(await BytesAsync(file)));
        }
        catch (Exception fault) when (fault is InvalidJsonException or InvalidProtocolBufferException)
        {
            throw new UsageException($"{file} holds no package keys: {fault.Message}");
        }
    }

    private static async Task<byte[]> BytesAsync(string file)
    {
        try
        {
            return new FileInfo(file).Length <= LargestFile ? await File.ReadAllBytesAsync(file) : throw new UsageException($"{file} is too large for a signed order.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {fault.Message}");
        }
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TaskPackageException fault)
        {
            throw new RefusedException(fault.Message);
        }
    }

    private static Table Sheet(ListPackageKeysResponse keys)
    {
        var table = Sheets.Of("NATION", "SHA-256 OF THE KEY");
        foreach (var key in keys.Keys)
        {
            table.Add(key.Nation, Convert.ToHexStringLower(SHA256.HashData(key.PublicKey.Span)));
        }

        return table;
    }
}
