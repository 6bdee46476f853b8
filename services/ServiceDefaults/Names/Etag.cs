namespace TaskForce;

/// <summary>Guards against lost updates: the version of a resource, as text.</summary>
public static class Etag
{
    /// <summary>The etag of a version.</summary>
    public static string Of(long version) => $"\"{version}\"";

    /// <summary>The version of an etag that this process, or another of the service, gave.</summary>
    internal static long VersionOf(string etag) => long.Parse(etag.AsSpan().Trim('"'), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Refuses an etag that is not that of <paramref name="version"/>. An empty one matches any version.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Conflict"/>, <c>STALE_ETAG</c>.</exception>
    public static void Check(string etag, long version, string name)
    {
        if (etag.Length > 0 && etag != Of(version))
        {
            throw new DomainException(Fault.Conflict, "STALE_ETAG", $"{name} has changed since it was read; read it again.");
        }
    }
}
