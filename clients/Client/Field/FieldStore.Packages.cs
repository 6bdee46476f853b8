using Google.Protobuf;
using TaskForce.Tasking.V1;

namespace TaskForce.Client.Field;

/// <summary>The signed packages of orders that hold, and the keys to verify them with.</summary>
internal sealed partial class FieldStore
{
    private readonly Dictionary<string, SignedTaskPackage> _packages = [];

    private ListPackageKeysResponse? _packageKeys;

    /// <summary>The keys that the server named last; null before it did.</summary>
    public IReadOnlyList<PackageKey>? PackageKeys
    {
        get
        {
            lock (_lock)
            {
                return _packageKeys?.Keys;
            }
        }
    }

    /// <summary>The package of an order as it came; null if there is none.</summary>
    public SignedTaskPackage? PackageOf(string order)
    {
        lock (_lock)
        {
            return _packages.GetValueOrDefault(order);
        }
    }

    /// <summary>The recall, among the packages here, that takes the place of an order; null if there is none.</summary>
    public TaskPackage? RecallOf(string order)
    {
        lock (_lock)
        {
            return _packages.Values.Select(TaskPackageVerifier.Peek).FirstOrDefault(package => package.Supersedes == order);
        }
    }

    /// <summary>The orders that hold and have no package yet.</summary>
    public IReadOnlyList<string> WithoutPackage
    {
        get
        {
            lock (_lock)
            {
                return [.. _received.All.Where(order => !order.IsSuperseded && !_packages.ContainsKey(order.Order.Name)).Select(order => order.Order.Name)];
            }
        }
    }

    /// <summary>Stores the package of an order.</summary>
    public void KeepPackage(string order, SignedTaskPackage package)
    {
        lock (_lock)
        {
            Add(new PackageEntry(order, package.ToByteArray()));
        }
    }

    public void KeepPackageKeys(ListPackageKeysResponse keys)
    {
        lock (_lock)
        {
            if (!keys.Equals(_packageKeys))
            {
                Add(new PackageKeysEntry(keys.ToByteArray()));
            }
        }
    }

    // Of what is over only the recall is worth its place: an old package of the order may still come from somebody.
    private List<Entry> PackageSnapshot() =>
    [
        .. _packageKeys is null ? [] : new Entry[] { new PackageKeysEntry(_packageKeys.ToByteArray()) },
        .. _packages.Where(package => _received.Find(package.Key) is not { IsSuperseded: true }).Select(package => new PackageEntry(package.Key, package.Value.ToByteArray())),
    ];
}
