using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>Adds the nations' signatures to the chain: with the keys that this service has, and those that a nation gives by itself.</summary>
public sealed class CheckpointSigner<TDb> : BackgroundService where TDb : ServiceDb
{
    /// <summary>How often it looks whether a checkpoint is due.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Journal<TDb> _journal;
    private readonly AuditKeys _keys;
    private readonly AuditOptions _options;
    private readonly TimeProvider _clock;

    internal CheckpointSigner(Journal<TDb> journal, AuditKeys keys, IOptions<AuditOptions> options, TimeProvider clock) =>
        (_journal, _keys, _options, _clock) = (journal, keys, options.Value, clock);

    /// <summary>Signs what is due for each nation that this service has the key of; any number of processes may do so.</summary>
    public async Task SignDueAsync(CancellationToken cancellation)
    {
        if (_keys.Signing.Count > 0 && await _journal.ReadAsync(db => IsDueAsync(db, cancellation), cancellation))
        {
            await _journal.ChangeAsync(async db =>
            {
                // Another process may have been first.
                if (await IsDueAsync(db, CancellationToken.None))
                {
                    await SignAsync(db);
                }

                return true;
            }, cancellation);
        }
    }

    /// <summary>Takes a checkpoint that a nation signed itself.</summary>
    /// <exception cref="DomainException">As the contract's <c>SignCheckpoint</c> says.</exception>
    public Task<AuditCheckpoint> TakeAsync(SignCheckpointRequest request, Caller caller, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.Require(request);
        violations.ThrowIfAny();
        var checkpoint = request.Checkpoint;
        caller.MustBelongTo(checkpoint.Nation, "The checkpoint");
        if (!_keys.Public.Contains((checkpoint.Nation, checkpoint.PublicKey)))
        {
            throw new DomainException(Fault.Rejected, "KEY_UNKNOWN", $"This service was not told of such a key of {checkpoint.Nation}.");
        }

        return _journal.ChangeAsync(request, caller, async db =>
        {
            var entry = await db.AuditEntries.FirstOrDefaultAsync(row => row.Number == checkpoint.Number);
            if (entry is null || !checkpoint.Hash.Span.SequenceEqual(entry.Hash))
            {
                throw new DomainException(Fault.Rejected, "CHAIN_DIFFERS", $"Entry {checkpoint.Number} of this service's chain has another hash, or is not there.");
            }

            violations.Check(AuditChain.IsSigned(ServiceOf(entry), checkpoint), "checkpoint.signature", "does not hold");
            violations.ThrowIfAny();
            db.Audit([new AuditDraft(_clock.GetUtcNow()) { Record = { Checkpoint = checkpoint } }]);
            return checkpoint;
        }, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, _clock);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SignDueAsync(stoppingToken);
            }
            catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
            {
                // It is still due in ten seconds.
            }
        }
    }

    // Due is what is not a checkpoint itself, or the chain would grow by itself.
    private async Task<bool> IsDueAsync(TDb db, CancellationToken cancellation)
    {
        var last = await db.AuditEntries.Where(entry => entry.IsCheckpoint).OrderByDescending(entry => entry.Number).FirstOrDefaultAsync(cancellation);
        var (number, time) = (last?.Number ?? 0, last?.Time ?? 0);
        var first = await db.AuditEntries.Where(entry => entry.Number > number).OrderBy(entry => entry.Number).FirstOrDefaultAsync(cancellation);
        if (first is null)
        {
            return false;
        }

        var since = new DateTime(last is null ? first.Time : time, DateTimeKind.Utc);
        return _clock.GetUtcNow().UtcDateTime - since >= _options.CheckpointInterval
            || await db.AuditEntries.MaxAsync(entry => entry.Number, cancellation) - number >= _options.CheckpointEntries;
    }

    private async Task SignAsync(TDb db)
    {
        var end = await db.AuditEntries.OrderByDescending(entry => entry.Number).FirstAsync();
        var now = _clock.GetUtcNow();
        foreach (var (nation, key) in _keys.Signing)
        {
            var checkpoint = new AuditCheckpoint
            {
                Nation = nation,
                Number = end.Number,
                Hash = ByteString.CopyFrom(end.Hash),
                Time = new Timestamp { Seconds = now.ToUnixTimeSeconds() },
            };
            AuditChain.Sign(ServiceOf(end), checkpoint, key);
            db.Audit([new AuditDraft(now) { Record = { Checkpoint = checkpoint } }]);
        }
    }

    private static string ServiceOf(AuditEntryRow entry) => AuditRecord.Parser.ParseFrom(entry.Record).Service;
}
