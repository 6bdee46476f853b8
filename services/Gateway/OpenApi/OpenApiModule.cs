using System.Text.Json;

namespace TaskForce.Gateway.OpenApi;

internal static class OpenApiModule
{
    public static void MapOpenApi(this WebApplication app)
    {
        // The contracts do not change while the gateway runs.
        var document = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Make()));
        app.MapGet("/openapi/v1.json", () => Results.Bytes(document.Value, "application/json"));
    }
}
