using Google.Api;
using Google.Protobuf.Reflection;
using TaskForce.Type.V1;

namespace TaskForce.Fuzz;

/// <summary>A method of the contracts, and how it may be called.</summary>
internal sealed record Rpc(MethodDescriptor Method)
{
    /// <summary>All there are: a new one is tried without a word here.</summary>
    public static IReadOnlyList<Rpc> All { get; } = [.. Contracts.Services.SelectMany(service => service.Methods).Select(method => new Rpc(method))];

    /// <summary>The path of gRPC and gRPC-Web.</summary>
    public string Path { get; } = $"/{Method.Service.FullName}/{Method.Name}";

    /// <summary>Who may call it.</summary>
    public IReadOnlyList<Role> Roles { get; } = Method.GetOptions().GetExtension(AccessExtensions.Access).Roles;

    /// <summary>The ways to call it by REST; none for one that is gRPC only.</summary>
    public IReadOnlyList<RestRoute> Routes { get; } =
        Method.GetOptions().GetExtension(AnnotationsExtensions.Http) is { } rule ? [RestRoute.Of(rule), .. rule.AdditionalBindings.Select(RestRoute.Of)] : [];

    /// <summary>Whether it has one answer, which must come.</summary>
    public bool AnswersOnce => !Method.IsServerStreaming;

    public override string ToString() => Method.FullName;
}
