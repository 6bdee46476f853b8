using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace TaskForce.Gateway.OpenApi;

/// <summary>The comments of the contracts, by the full name of what they are about. The build embeds them.</summary>
internal sealed class ContractComments
{
    private readonly Dictionary<string, string> _comments = [];

    public ContractComments()
    {
        using var set = typeof(ContractComments).Assembly.GetManifestResourceStream("contracts.binpb")!;
        foreach (var file in FileDescriptorSet.Parser.ParseFrom(set).File)
        {
            var byPath = file.SourceCodeInfo.Location.Where(place => place.LeadingComments.Length > 0)
                .ToDictionary(place => string.Join(',', place.Path), place => Tidy(place.LeadingComments));
            foreach (var (path, name) in Places(file))
            {
                if (byPath.TryGetValue(path, out var comment))
                {
                    _comments[name] = comment;
                }
            }
        }
    }

    /// <summary>The comment, or null if there is none.</summary>
    public string? Of(IDescriptor element) => _comments.GetValueOrDefault(element.FullName);

    /// <summary>The comment of an enum's value, or null if there is none.</summary>
    public string? Of(EnumDescriptor type, EnumValueDescriptor value) => _comments.GetValueOrDefault($"{type.FullName}.{value.Name}");

    // A path is made of field numbers of descriptor.proto and places in its lists.
    private static IEnumerable<(string Path, string Name)> Places(FileDescriptorProto file) =>
    [
        .. file.Service.SelectMany((service, i) => List($"6,{i},2", $"{file.Package}.{service.Name}", service.Method, method => method.Name)),
        .. List("6", file.Package, file.Service, service => service.Name),
        .. file.MessageType.SelectMany((message, i) => Places($"4,{i}", $"{file.Package}.{message.Name}", message)),
        .. file.EnumType.SelectMany((type, i) => Places($"5,{i}", file.Package, type)),
    ];

    private static IEnumerable<(string Path, string Name)> Places(string path, string name, DescriptorProto message) =>
    [
        (path, name),
        .. List($"{path},2", name, message.Field, field => field.Name),
        .. message.NestedType.SelectMany((nested, i) => Places($"{path},3,{i}", $"{name}.{nested.Name}", nested)),
        .. message.EnumType.SelectMany((type, i) => Places($"{path},4,{i}", name, type)),
    ];

    // Values are kept under their enum, though protobuf names them in the scope around it, where two enums' values could meet.
    private static IEnumerable<(string Path, string Name)> Places(string path, string scope, EnumDescriptorProto type) =>
        [(path, $"{scope}.{type.Name}"), .. List($"{path},2", $"{scope}.{type.Name}", type.Value, value => value.Name)];

    private static IEnumerable<(string Path, string Name)> List<T>(
        string path, string scope, RepeatedField<T> items, Func<T, string> name) where T : IMessage =>
        items.Select((item, i) => ($"{path},{i}", $"{scope}.{name(item)}"));

    private static string Tidy(string comment) => string.Join('\n', comment.Split('\n').Select(line => line.Trim())).Trim();
}
