using System.Security.Cryptography;
using TaskForce.Geolocation.Storage;
using Kind = TaskForce.Geolocation.V1.Deletion.Types.Kind;

namespace TaskForce.Geolocation.Deletions;

/// <summary>What one transaction deleted of one nation. Never changed.</summary>
internal sealed class DeletionRow
{
    public long Id { get; private set; }

    public required string Nation { get; init; }

    public required Kind Kind { get; init; }

    /// <summary>In UTC ticks: what was received earlier was deleted.</summary>
    public required long Before { get; init; }

    public required long Points { get; init; }

    public required int Rows { get; init; }

    /// <summary>SHA-256 over what was deleted.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>When, in UTC ticks.</summary>
    public required long Time { get; init; }

    public required string Reason { get; init; }
}

/// <summary>What is being deleted in one transaction: collects the proof of it.</summary>
/// <param name="kind">What is deleted.</param>
/// <param name="time">Now, in UTC ticks.</param>
internal sealed class DeletionProof(Kind kind, long time) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<string, (long Before, long Points)> _nations = [];
    private int _rows;

    public void Dispose() => _hash.Dispose();

    /// <summary>Takes a row in, as it was stored.</summary>
    public void AddRow(ReadOnlySpan<byte> row)
    {
        _hash.AppendData(row);
        _rows++;
    }

    /// <summary>Takes in how many points of it were of a nation.</summary>
    public void AddPoints(string nation, long before, long points) => _nations[nation] = (before, _nations.GetValueOrDefault(nation).Points + points);

    /// <summary>Writes a record for each nation, in the transaction that deletes.</summary>
    public void Record(GeolocationDb db)
    {
        var digest = _hash.GetHashAndReset();
        foreach (var (nation, deleted) in _nations)
        {
            db.Deletions.Add(new()
            {
                Nation = nation,
                Kind = kind,
                Before = deleted.Before,
                Points = deleted.Points,
                Rows = _rows,
                Digest = digest,
                Time = time,
                Reason = "Older than the nation's positions are kept.",
            });
        }
    }
}
