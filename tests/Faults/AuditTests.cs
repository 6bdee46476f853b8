using Grpc.Core;
using TaskForce.Client;
using TaskForce.Client.Audit;
using TaskForce.Faults.Load;
using TaskForce.Roster.V1;
using TaskForce.Testing;
using TaskForce.Type.V1;

namespace TaskForce.Faults;

/// <summary>A service that dies while it is written to and read.</summary>
public sealed class AuditTests(Seed seed) : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-faults-");
    private readonly Random _dice = new(4711);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Roster_KilledWhileItChangesAndReads_HasEveryChangeAndEveryAnsweredReadInOneWholeChain()
    {
        await using var stack = new ServiceProcesses(seed.CopyTo(_data.FullName));
        await stack.StartAsync(Cancellation);
        using var desk = stack.Connect("dispatcher.de");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var work = Task.WhenAll(Enumerable.Range(0, 4).Select(lane => WorkAsync(desk, lane, end.Token)));

        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_dice.Next(300, 1500)), TimeProvider.System, Cancellation);
            await stack.KillAsync("Roster");
            stack.Start("Roster");
            await stack.ReadyAsync(Cancellation);
        }

        await end.CancelAsync();
        var read = (await work).Sum();
        using var auditor = stack.Connect("auditor.de");
        var calls = await CallsAsync(auditor);
        var entered = (await auditor.Members.ListMembersAsync(new() { PageSize = 1000 }, cancellationToken: Cancellation)).Members
            .Select(member => member.Name).Where(name => name.StartsWith("members/de-crash-", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(entered);
        Assert.Equal(entered.Order(), ShownBy(calls, "CreateMember").Distinct().Order());
        Assert.True(calls.Count(call => IsOk(call, "GetMember")) >= read, $"{read} reads were answered.");
    }

    // Enters a member and reads it, again and again; how many reads were answered.
    private static async Task<int> WorkAsync(TaskForceConnection desk, int lane, CancellationToken end)
    {
        var read = 0;
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            try
            {
                var name = $"members/de-crash-{lane}-{i:000}";
                await desk.Members.CreateMemberAsync(new() { MemberId = name["members/".Length..], Member = Member(name) }, cancellationToken: end);
                await desk.Members.GetMemberAsync(new() { Name = name }, cancellationToken: end);
                read++;
            }
            catch (RpcException)
            {
                // Whether it was made, the chain must know.
            }
        }

        return read;
    }

    private static Member Member(string name) => new()
    {
        Nation = "DE",
        Agency = "Crash",
        CallSign = name["members/".Length..],
        Languages = { "de" },
        HomeBase = new() { DisplayName = "Base", Location = new() { Latitude = 50, Longitude = 8 } },
    };

    private static async Task<List<AuditEntry>> CallsAsync(TaskForceConnection auditor)
    {
        var (verifier, calls) = (new AuditVerifier(), new List<AuditEntry>());
        using var watch = new AuditClient(auditor.Invoker, "roster").Watch(new(), Cancellation);
        while (await watch.ResponseStream.MoveNext(Cancellation) && watch.ResponseStream.Current.Entry is { } entry)
        {
            Assert.Null(verifier.Check(entry));
            calls.Add(entry);
        }

        return calls;
    }

    private static bool IsOk(AuditEntry entry, string method) =>
        entry.Record.Call is { Code: "OK" } call && call.Method.EndsWith($".{method}", StringComparison.Ordinal);

    private static IEnumerable<string> ShownBy(IEnumerable<AuditEntry> entries, string method) =>
        from entry in entries
        where IsOk(entry, method)
        from open in entry.Values
        where entry.Record.Call.Values[open.Index].Kind == AuditValue.Types.Kind.Shown && open.Value.StartsWith("members/de-crash-", StringComparison.Ordinal)
        select open.Value;
}
