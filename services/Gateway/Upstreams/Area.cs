using Google.Protobuf.Reflection;

namespace TaskForce.Gateway.Upstreams;

/// <summary>The areas of the contracts. Each is one service, and one entry of <c>Upstreams</c>.</summary>
internal static class Area
{
    /// <summary>Every area, for example <c>roster</c>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Contracts.Files.Select(Of).Distinct()];

    /// <summary>The area of a contract: <c>taskforce.roster.v1</c> is of <c>roster</c>.</summary>
    public static string Of(FileDescriptor file) => file.Package.Split('.')[1];
}
