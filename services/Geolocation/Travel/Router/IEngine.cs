using System.Text.Json;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>How one kind of routing engine is spoken to.</summary>
internal interface IEngine
{
    /// <summary>The request for the roads from every origin to every destination.</summary>
    HttpRequestMessage Ask(string profile, IReadOnlyList<GeoPoint> origins, IReadOnlyList<GeoPoint> destinations);

    /// <summary>The roads of an answer, a row for each origin.</summary>
    /// <exception cref="FormatException">It is not an answer to that request.</exception>
    Road[][] Read(JsonElement answer, int origins, int destinations);
}
