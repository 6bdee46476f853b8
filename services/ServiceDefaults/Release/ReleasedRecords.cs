using Google.Protobuf;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>The records of a service that rules are about, whole, as the contract's messages.</summary>
/// <param name="OfNation">A nation's records that a preview counts.</param>
/// <param name="Named">A record by its resource name; null if there is none, or none of a kind that is owned.</param>
public sealed record ReleasedRecords<TDb>(
    Func<TDb, string, CancellationToken, Task<IReadOnlyList<IMessage>>> OfNation, Func<TDb, string, CancellationToken, Task<IMessage?>> Named)
    where TDb : ServiceDb;
