using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;
using TaskForce.Gateway.Feeds;
using TaskForce.Gateway.Upstreams;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace TaskForce.Gateway.OpenApi;

/// <summary>The OpenAPI 3.0 document of the REST API, made from the contracts.</summary>
internal sealed class OpenApiDocument
{
    private readonly ContractComments _comments;
    private readonly SchemaBook _schemas;
    private readonly SortedDictionary<string, JsonObject> _paths = new(StringComparer.Ordinal);

    private OpenApiDocument(ContractComments comments) => (_comments, _schemas) = (comments, new(comments));

    public static JsonObject Make() => new OpenApiDocument(new()).Build();

    private JsonObject Build()
    {
        var operations = from service in Contracts.Services
                         from method in service.Methods
                         from binding in HttpBinding.Of(method).Index()
                         select (binding.Item.Path, binding.Item.Verb, Operation: Operation(method, binding.Item, binding.Index));
        foreach (var (path, verb, operation) in operations)
        {
            _paths.TryAdd(path, []);
            _paths[path][verb] = operation;
        }

        return new()
        {
            ["openapi"] = "3.0.3",
            ["info"] = Info(),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. Contracts.Services.Select(Tag)]),
            ["paths"] = ToJson(_paths),
            ["components"] = Components(),
        };
    }

    private static JsonObject Info() => new()
    {
        ["title"] = "TaskForce",
        ["version"] = "v1",
        ["description"] = "Binational police teams, formed and sent. The same methods are there over gRPC and gRPC-Web.",
    };

    private JsonObject Components()
    {
        return new()
        {
            ["securitySchemes"] = new JsonObject { ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" } },
            ["responses"] = new JsonObject { ["Error"] = ProblemDescription.Refusal() },
            ["schemas"] = ToJson(_schemas.Schemas),
        };
    }

    private JsonObject Operation(MethodDescriptor method, HttpBinding binding, int index)
    {
        var operation = new JsonObject
        {
            ["operationId"] = $"{NameOf(method.Service)}_{method.Name}{(index > 0 ? index + 1 : "")}",
            ["tags"] = new JsonArray(NameOf(method.Service)),
            ["description"] = _comments.Of(method) ?? method.Name,
            ["parameters"] = new JsonArray([.. PathParameters(binding), .. QueryParameters(method, binding), .. FeedDescription.Parameters(method)]),
            ["responses"] = Responses(method),
        };
        if (binding.Body.Length > 0)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = IsRaw(method.InputType.FindFieldByName(binding.Body)?.MessageType) ? Raw() : Content(Body(method, binding)) };
        }

        return operation;
    }

    // Every area has an `AuditService`, and a document one of each name.
    private static string NameOf(ServiceDescriptor service) =>
        Contracts.Services.Count(other => other.Name == service.Name) > 1 ? $"{Area.Of(service.File)}_{service.Name}" : service.Name;

    private JsonObject Responses(MethodDescriptor method) => new()
    {
        ["200"] = IsRaw(method.OutputType) ? new() { ["description"] = "Done.", ["content"] = Raw() } : Answer(
            method.IsServerStreaming ? "JSON objects of this schema, one a line, for as long as the caller listens." : "Done.",
            _schemas.Refer(method.OutputType)).AsFeed(method),
        ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Error" },
    };

    private JsonObject Body(MethodDescriptor method, HttpBinding binding) => binding.Body == "*"
        ? _schemas.Refer(method.InputType, binding.PathFields)
        : _schemas.Refer(method.InputType.FindFieldByName(binding.Body).MessageType);

    private static IEnumerable<JsonObject> PathParameters(HttpBinding binding) => binding.PathVariables.Select(variable => new JsonObject
    {
        ["name"] = variable,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "string" },
    });

    private IEnumerable<JsonObject> QueryParameters(MethodDescriptor method, HttpBinding binding) => binding.Body == "*" ? [] :
        from field in method.InputType.Fields.InDeclarationOrder()
        where field.Name != binding.Body && !binding.PathFields.Contains(field.Name)
        from leaf in Leaves(field, "")
        select new JsonObject { ["name"] = leaf.Name, ["in"] = "query", ["schema"] = _schemas.Field(leaf.Field) };

    // A query reaches into messages by dots; into lists of messages it cannot reach.
    private static IEnumerable<(string Name, FieldDescriptor Field)> Leaves(FieldDescriptor field, string prefix)
    {
        var name = prefix + field.JsonName;
        if (field.FieldType != FieldType.Message || WellKnown.Schema(field.MessageType) is not null)
        {
            return [(name, field)];
        }

        return field.IsRepeated ? [] : field.MessageType.Fields.InDeclarationOrder().SelectMany(inner => Leaves(inner, name + "."));
    }

    private JsonObject Tag(ServiceDescriptor service) => new() { ["name"] = service.Name, ["description"] = _comments.Of(service) ?? service.FullName };

    private static JsonObject Answer(string description, JsonObject schema) => new() { ["description"] = description, ["content"] = Content(schema) };

    // What is no JSON of the contracts but a document of its own kind.
    private static bool IsRaw(MessageDescriptor? type) => type?.FullName == HttpBody.Descriptor.FullName;

    private static JsonObject Raw() => new() { ["*/*"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } } };

    private static JsonObject Content(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject ToJson(IEnumerable<KeyValuePair<string, JsonObject>> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));
}
