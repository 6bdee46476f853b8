using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using TaskForce.ServiceDefaults.Events;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;
using Sensitivity = TaskForce.Type.V1.Owned.Types.Sensitivity;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>
/// What the broker is told of the events of one watch: that something happened, of which kind, to which resource, when, and where in the log; never what the
/// record says. Resource and kind only if the contract leaves them open to the command centres of every nation, on the records of any.
/// </summary>
internal sealed class RelayFeed
{
    private static readonly string[] Hidden = ["name", "type"];

    // Who reads the broker stands within the deployment, as they do; what a partner may see is less, and it has webhooks.
    private static readonly Role[] Centre = [Role.Dispatcher, Role.Commander];

    private readonly string _service;
    private readonly string _feed;
    private readonly string _noun;
    private readonly MessageDescriptor _event;
    private readonly FieldDescriptor _type;
    private readonly FieldDescriptor? _resource;
    private readonly IReadOnlyList<FieldPath> _owners;

    /// <param name="service">Whose log it is, <c>tasking</c>.</param>
    /// <param name="feed">The topic in that log, or its first segment.</param>
    /// <param name="watch">The method that people watch it by, in full.</param>
    /// <param name="contract">What of its messages is open.</param>
    /// <exception cref="InvalidOperationException">There is no such method, or it streams no events.</exception>
    public RelayFeed(string service, string feed, string watch, ReleaseContract contract)
    {
        var method = Contracts.Services.SelectMany(each => each.Methods).FirstOrDefault(each => each.FullName == watch);
        _event = method is { IsServerStreaming: true } ? method.OutputType : throw new InvalidOperationException($"{watch}, of which {service} publishes the events, is no watch.");
        (_service, _feed) = (service, feed);
        _type = _event.FindFieldByName("type") is { FieldType: FieldType.Enum } type ? type : throw new InvalidOperationException($"The events of {watch} have no type.");
        var name = _event.Name.EndsWith("Event", StringComparison.Ordinal) ? _event.Name[..^"Event".Length] : _event.Name;
        _noun = char.ToLowerInvariant(name[0]) + name[1..];
        _resource = _event.FindFieldByName(SnakeCase(_noun)) is { FieldType: FieldType.Message, IsRepeated: false } field ? field : null;
        var plan = _resource is null ? null : contract.Find(_resource.MessageType);
        _owners = plan?.Owners ?? [];
        IsOpen = _resource is not null && IsOpenTo(method, plan, contract.Find(_event));
    }

    /// <summary>Whether resource and kind are told.</summary>
    public bool IsOpen { get; }

    /// <summary>The event as the broker gets it.</summary>
    /// <exception cref="InvalidProtocolBufferException">The log holds something else there.</exception>
    public CloudEvent Read(EventRow row, out string data)
    {
        var change = _event.Parser.ParseFrom(row.Payload);
        var nations = NationsOf(change);
        var kind = IsOpen ? _type.EnumType.FindValueByNumber((int)_type.Accessor.GetValue(change))?.Name ?? "" : "";
        data = DataOf(row, kind, nations);
        return new(
            $"{_service}-{row.Sequence.ToString(CultureInfo.InvariantCulture)}", $"/{_service}/v1/{_feed}",
            $"dev.taskforce.{_noun}.{(kind.Length > 0 ? kind.ToLowerInvariant() : "changed")}", IsOpen ? row.Resource : "",
            new(row.Time, TimeSpan.Zero), row.Sequence)
        {
            // What is not told must not be told by the key either; a coarser one keeps the order as well.
            PartitionKey = IsOpen ? row.Resource : string.Join('/', [_feed, .. nations]),
        };
    }

    /// <summary>What can be said of an event that cannot be read: that there is something in its place.</summary>
    public CloudEvent Nameless(EventRow row) => new(
        $"{_service}-{row.Sequence.ToString(CultureInfo.InvariantCulture)}", $"/{_service}/v1/{_feed}", "", "",
        new(Math.Clamp(row.Time, 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero), row.Sequence)
    { PartitionKey = _feed };

    private static bool IsOpenTo(MethodDescriptor method, MessagePlan? resource, MessagePlan? change)
    {
        var access = method.GetOptions()?.GetExtension(AccessExtensions.Access);
        return access is not null && Centre.All(role => access.ScopeOf(role) == Access.Types.Scope.Any)
            && IsOpenIn(resource, "name") && IsOpenIn(change, "type");
    }

    // What no mark is on belongs to no nation.
    private static bool IsOpenIn(MessagePlan? plan, string field) =>
        plan is null || plan.Fields.Concat(plan.Foreign).Where(each => each.Field.Name == field).All(each => each.Sensitivity == Sensitivity.Open);

    private string[] NationsOf(IMessage change) => _resource?.Accessor.GetValue(change) is IMessage resource
        ? [.. _owners.SelectMany(owner => owner.TextsOf(resource)).Distinct().Order(StringComparer.Ordinal)]
        : [];

    private string DataOf(EventRow row, string kind, string[] nations) => JsonSerializer.Serialize(new SortedDictionary<string, object>(StringComparer.Ordinal)
    {
        ["feed"] = _feed,
        ["sequence"] = row.Sequence.ToString(CultureInfo.InvariantCulture),
        ["name"] = IsOpen ? row.Resource : "",
        ["type"] = kind,
        ["nations"] = nations,
        ["withheldFields"] = IsOpen ? [] : Hidden,
    });

    private static string SnakeCase(string camel) => camel.Aggregate(new StringBuilder(), (text, letter) =>
        char.IsUpper(letter) ? text.Append('_').Append(char.ToLowerInvariant(letter)) : text.Append(letter)).ToString();
}
