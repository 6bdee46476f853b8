using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using TaskForce.Gateway.OpenApi;

namespace TaskForce.Gateway.Tests.OpenApi;

public partial class OpenApiTests
{
    private static readonly JsonElement Document = JsonDocument.Parse(OpenApiDocument.Make().ToJsonString()).RootElement;

    [Fact]
    public void Paths_EveryHttpRule_IsAnOperation()
    {
        var ruled = Contracts.Services.SelectMany(service => service.Methods)
            .Where(method => method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not null)
            .Select(IdOf);

        Assert.Equal(ruled.Order(), Operations().Select(operation => operation.GetProperty("operationId").GetString()!).Order());
    }

    [Fact]
    public void OperationIds_All_AreUnique()
    {
        string[] ids = [.. Operations().Select(operation => operation.GetProperty("operationId").GetString()!)];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void References_EveryOne_Resolves() => Assert.All(References(Document), reference =>
    {
        var target = Document;
        Assert.All(reference[2..].Split('/'), part => Assert.True(target.TryGetProperty(part, out target), reference));
    });

    [Fact]
    public void PathVariables_EveryOne_IsARequiredParameter() => Assert.All(Document.GetProperty("paths").EnumerateObject(), path =>
        Assert.All(path.Value.EnumerateObject(), operation =>
            Assert.Equal(
                Variable().Matches(path.Name).Select(match => match.Groups[1].Value),
                operation.Value.GetProperty("parameters").EnumerateArray()
                    .Where(parameter => parameter.GetProperty("in").GetString() == "path" && parameter.GetProperty("required").GetBoolean())
                    .Select(parameter => parameter.GetProperty("name").GetString()!))));

    [Fact]
    public void Path_OfANameInsideAName_HasAVariableForEach() =>
        Assert.True(Document.GetProperty("paths").TryGetProperty("/tasking/v1/missions/{mission}/orders/{order}:acknowledge", out _));

    [Fact]
    public void Query_NestedFilter_IsReachedByDots() =>
        Assert.Contains(Operation("/tasking/v1/hotspots", "get").GetProperty("parameters").EnumerateArray(),
            parameter => parameter.GetProperty("name").GetString() == "filter.hostNation");

    [Fact]
    public void Body_WholeRequest_LeavesOutWhatThePathHolds()
    {
        var request = Schema("taskforce.tasking.v1.AcknowledgeOrderRequest").GetProperty("properties");

        Assert.False(request.TryGetProperty("name", out _));
        Assert.True(request.TryGetProperty("deviceTime", out _));
    }

    [Fact]
    public void Schemas_InJsonForm_HaveTheTypesThatTheWireHas()
    {
        var hotspot = Schema("taskforce.tasking.v1.Hotspot").GetProperty("properties");

        Assert.Equal("date-time", hotspot.GetProperty("createTime").GetProperty("format").GetString());
        Assert.True(hotspot.GetProperty("state").GetProperty("readOnly").GetBoolean());
        Assert.Equal("string", Schema("taskforce.tasking.v1.HotspotEvent").GetProperty("properties").GetProperty("sequence").GetProperty("type").GetString());
        Assert.Contains("SMUGGLING", Schema("taskforce.tasking.v1.Hotspot.Kind").GetProperty("enum").EnumerateArray().Select(value => value.GetString()));
    }

    [Fact]
    public void Descriptions_AreTheContractsComments()
    {
        Assert.Equal("Lists hotspots, newest first.", Operation("/tasking/v1/hotspots", "get").GetProperty("description").GetString());
        Assert.Contains("- `CYBERCRIME`: Crime by means of computers.", Schema("taskforce.tasking.v1.Hotspot.Kind").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.All(Contracts.Services.SelectMany(service => service.Methods), method => Assert.NotNull(new ContractComments().Of(method)));
    }

    [Fact]
    public void Streams_SayThatTheyAreLines() => Assert.All(
        Contracts.Services.SelectMany(service => service.Methods).Where(method => method.IsServerStreaming && !method.IsClientStreaming),
        method => Assert.Contains("one a line", Described(method), StringComparison.Ordinal));

    [Fact]
    public void Watches_CanBeReadAsEvents_GoingOnAfterTheLastOne()
    {
        var watch = Operation("/tasking/v1/hotspots:watch", "get");
        var list = Operation("/tasking/v1/hotspots", "get");

        Assert.True(watch.GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("text/event-stream", out _));
        Assert.Equal("#/components/responses/Error", watch.GetProperty("responses").GetProperty("default").GetProperty("$ref").GetString());
        Assert.Contains(watch.GetProperty("parameters").EnumerateArray(), parameter => parameter.GetProperty("name").GetString() == "Last-Event-ID" && parameter.GetProperty("in").GetString() == "header");
        Assert.False(list.GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("text/event-stream", out _));
        Assert.True(Document.GetProperty("components").GetProperty("responses").GetProperty("Error").GetProperty("content").TryGetProperty("application/problem+json", out _));
    }

    // Each area has an audit log of its own.
    private static string IdOf(MethodDescriptor method) => method.Service.Name == "AuditService"
        ? $"{method.Service.File.Package.Split('.')[1]}_AuditService_{method.Name}"
        : $"{method.Service.Name}_{method.Name}";

    private static string Described(MethodDescriptor method) =>
        Operations().Single(operation => operation.GetProperty("operationId").GetString() == IdOf(method))
            .GetProperty("responses").GetProperty("200").GetProperty("description").GetString()!;

    private static JsonElement Operation(string path, string verb) => Document.GetProperty("paths").GetProperty(path).GetProperty(verb);

    private static JsonElement Schema(string name) => Document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private static IEnumerable<JsonElement> Operations() =>
        Document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value);

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "$ref" ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Variable();
}
