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
    private int _read;

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
            await ReadMoreAsync(_dice.Next(5, 50));
            await stack.KillAsync("Roster");
            stack.Start("Roster");
            await stack.ReadyAsync(Cancellation);
        }

        await end.CancelAsync();
        await work;
        using var auditor = stack.Connect("auditor.de");
        var calls = await CallsAsync(auditor);
        var entered = await EnteredAsync(auditor);

        Assert.NotEmpty(entered);
        Assert.Equal(entered.Order(), ShownBy(calls, "CreateMember").Distinct().Order());
        Assert.True(calls.Count(call => IsOk(call, "GetMember")) >= _read, $"{_read} reads were answered.");
    }

    // So that each kill falls into work, on a slow machine too.
    private async Task ReadMoreAsync(int count)
    {
        for (var enough = Volatile.Read(ref _read) + count; Volatile.Read(ref _read) < enough;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }

    // Enters a member and reads it, again and again. What is under way at the end is waited for: it may yet be made.
    private async Task WorkAsync(TaskForceConnection desk, int lane, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            try
            {
                var name = $"members/de-crash-{lane}-{i:000}";
                await desk.Members.CreateMemberAsync(new() { MemberId = name["members/".Length..], Member = Member(name) }, cancellationToken: Cancellation);
                await desk.Members.GetMemberAsync(new() { Name = name }, cancellationToken: Cancellation);
                Interlocked.Increment(ref _read);
            }
            catch (RpcException)
            {
                // Whether it was made, the chain must know.
            }
        }
    }

    private static async Task<List<string>> EnteredAsync(TaskForceConnection auditor)
    {
        var (names, page) = (new List<string>(), new ListMembersResponse());
        do
        {
            page = await auditor.Members.ListMembersAsync(new() { PageSize = 1000, PageToken = page.NextPageToken }, cancellationToken: Cancellation);
            names.AddRange(page.Members.Select(member => member.Name).Where(name => name.StartsWith("members/de-crash-", StringComparison.Ordinal)));
        }
        while (page.NextPageToken.Length > 0);
        return names;
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
