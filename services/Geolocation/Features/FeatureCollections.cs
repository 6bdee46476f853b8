using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf;
using TaskForce.ServiceDefaults.Features;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Features;

/// <summary>The documents that describe what there is.</summary>
/// <param name="address">Of the gateway, as the caller sees it.</param>
internal sealed class FeatureCollections(string address)
{
    private const string Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

    private static readonly (string Id, string Title, string Description, string Method)[] All =
    [
        ("hotspots", "Hotspots", "Places that may need a team, with their state.", "ListHotspotFeatures"),
        ("positions", "Positions", "Where subjects were last, as far as the caller may see it.", "ListPositionFeatures"),
        ("geofences", "Geofences", "Discs as points with radius_metres, polygons, and corridors as lines with half_width_metres.", "ListGeofenceFeatures"),
    ];

    private string Root => address + FeaturePage.Root;

    public HttpBody Landing() => Body(new JsonObject
    {
        ["title"] = "TaskForce",
        ["description"] = "What a command centre has on its map.",
        ["links"] = new JsonArray(
            Link("self", "application/json", Root),
            Link("service-desc", "application/vnd.oai.openapi+json;version=3.0", $"{address}/openapi/v1.json"),
            Link("conformance", "application/json", $"{Root}/conformance"),
            Link("data", "application/json", $"{Root}/collections")),
    });

    public static HttpBody Conformance() => Body(new JsonObject
    {
        ["conformsTo"] = new JsonArray(
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson"),
    });

    public HttpBody List(Caller caller) => Body(new JsonObject
    {
        ["links"] = new JsonArray(Link("self", "application/json", $"{Root}/collections")),
        ["collections"] = new JsonArray([.. All.Where(each => MayRead(caller, each.Method)).Select(Describe)]),
    });

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, also for one that the caller may not read.</exception>
    public HttpBody Get(string id, Caller caller) => Body(Describe(All.FirstOrDefault(each => each.Id == id && MayRead(caller, each.Method)) is { Id: not null } found ? found
        : throw new DomainException(Fault.NotFound, "COLLECTION_NOT_FOUND", $"There is no collection '{id}' for this caller.")));

    private JsonObject Describe((string Id, string Title, string Description, string Method) each) => new()
    {
        ["id"] = each.Id,
        ["title"] = each.Title,
        ["description"] = each.Description,
        ["itemType"] = "feature",
        ["crs"] = new JsonArray(Crs84),
        ["extent"] = new JsonObject { ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray(-180, -90, 180, 90)), ["crs"] = Crs84 } },
        ["links"] = new JsonArray(
            Link("self", "application/json", $"{Root}/collections/{each.Id}"),
            Link("items", FeaturePage.MediaType, $"{Root}/collections/{each.Id}/items")),
    };

    private static bool MayRead(Caller caller, string method) => Contracts.Services.SelectMany(service => service.Methods).Single(each => each.Name == method)
        .GetOptions().GetExtension(AccessExtensions.Access).Roles.Any(caller.Is);

    private static JsonObject Link(string rel, string type, string href) => new() { ["rel"] = rel, ["type"] = type, ["href"] = href };

    private static HttpBody Body(JsonObject document) => new() { ContentType = "application/json", Data = ByteString.CopyFromUtf8(document.ToJsonString()) };
}
