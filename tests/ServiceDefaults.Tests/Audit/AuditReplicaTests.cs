using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Audit;

/// <summary>One chain, whoever writes it.</summary>
public sealed class AuditReplicaTests : IDisposable
{
    private readonly PostgresTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task ChangeAsync_TwoProcessesAtOnce_MakeOneChainWithoutGapsOrForks()
    {
        await using var one = await NotesHost.StartAsync(_store);
        await using var two = await NotesHost.StartAsync(_store);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => AuditLogTests.AddAsync(i % 2 == 0 ? one : two, $"members/de-{i:000}")));

        var entries = await AuditLogTests.EntriesAsync(one);
        Assert.Equal(200, (await AuditLogTests.VerifiedAsync(two)).Last);
        Assert.Equal(200, entries.SelectMany(entry => entry.Values).Select(open => open.Value).Distinct().Count());
    }
}
