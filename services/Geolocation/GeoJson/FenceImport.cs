using System.Text.Json;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>A document of geofences that was read.</summary>
internal sealed class FenceImport
{
    private const int MostBytes = 4 << 20;
    private const int MostFeatures = 10_000;
    private const int Deepest = 32;

    private readonly List<V1.GeoJsonFault> _faults = [];
    private readonly List<FenceFeature> _features = [];

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>: it is too large or no JSON.</exception>
    public FenceImport(ByteString document)
    {
        if (document.Length > MostBytes)
        {
            throw Refuse($"is {document.Length} bytes; at most {MostBytes} are taken");
        }

        try
        {
            using var json = JsonDocument.Parse(document.Memory, new() { MaxDepth = Deepest });
            Read(json.RootElement);
        }
        catch (JsonException fault)
        {
            throw Refuse($"is not JSON in UTF-8: {fault.Message}");
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says of a text that is not well formed, when it is asked for.
            throw Refuse("has a text that is not well formed");
        }
    }

    /// <summary>Checks everything against the store and, unless that finds a fault or is all that is asked for, enters it.</summary>
    public async Task<V1.ImportGeofencesResponse> ApplyAsync(GeolocationDb db, bool dryRun, Caller caller, DateTimeOffset now)
    {
        var names = _features.ConvertAll(feature => $"geofences/{feature.Id}");
        var known = await db.Geofences.Where(row => names.Contains(row.Name)).ToDictionaryAsync(row => row.Name);
        List<V1.GeoJsonFault> faults = [.. _faults];
        var read = _features.ConvertAll(feature => (feature.Id, Row: known.GetValueOrDefault($"geofences/{feature.Id}"), Says: Check(feature, known, faults, now)));
        var answer = new V1.ImportGeofencesResponse { Faults = { faults.OrderBy(fault => fault.Feature) } };
        if (faults.Count > 0)
        {
            return answer;
        }

        var stamp = await db.NextStampAsync();
        foreach (var (id, row, says) in read)
        {
            var isSame = row is not null && row.Value.Says.Equals(says);
            (answer.CreatedCount, answer.UpdatedCount, answer.UnchangedCount) =
                (answer.CreatedCount + (row is null ? 1 : 0), answer.UpdatedCount + (row is not null && !isSame ? 1 : 0), answer.UnchangedCount + (isSame ? 1 : 0));
            if (!isSame)
            {
                row?.Value.MustBeChangeableBy(caller);
            }

            if (dryRun)
            {
                continue;
            }

            if (row is not null && !isSame)
            {
                await db.ChangeAsync(row, row.Value.Change(says, now), stamp, now);
            }

            answer.Geofences.Add((row ?? db.Add(new(ResourceName.FromChosenId<GeofenceName>(id, "id"), says, now, now) { Nation = caller.Nation }, stamp)).Name);
        }

        return answer;
    }

    private void Read(JsonElement root)
    {
        var reading = new JsonReading(_faults, -1);
        if (root.ValueKind != JsonValueKind.Object || reading.Text(root, "", "type", isRequired: true) != "FeatureCollection")
        {
            reading.Note("", "must be an object of the type FeatureCollection");
            return;
        }

        if (root.TryGetProperty("crs", out _))
        {
            reading.Note("/crs", "is not of RFC 7946: coordinates are WGS 84, longitude first");
        }

        if (reading.Member(root, "", "features", JsonValueKind.Array, isRequired: true) is not { } features)
        {
            return;
        }

        if (features.GetArrayLength() > MostFeatures)
        {
            reading.Note("/features", $"must have at most {MostFeatures} features, not {features.GetArrayLength()}");
            return;
        }

        var ids = new HashSet<string>();
        foreach (var (i, feature) in features.EnumerateArray().Index())
        {
            var each = new JsonReading(_faults, i);
            if (FenceFeature.Read(feature, each, i) is { } read)
            {
                CheckId(read.Id, ids, each);
                _features.Add(read);
            }
        }
    }

    private static void CheckId(string id, HashSet<string> ids, JsonReading reading)
    {
        if (id.Length > 0 && ResourceName.TryParse<GeofenceName>($"geofences/{id}") is null)
        {
            reading.Note("/id", "must be 4 to 63 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen");
        }
        else if (id.Length > 0 && !ids.Add(id))
        {
            reading.Note("/id", "is the id of an earlier feature");
        }
    }

    private static V1.Geofence Check(FenceFeature feature, Dictionary<string, GeofenceRow> known, List<V1.GeoJsonFault> faults, DateTimeOffset now)
    {
        var violations = new Violations();
        var reading = new JsonReading(faults, feature.Index);
        var says = violations.ReadGeofence(feature.Fence, known.GetValueOrDefault($"geofences/{feature.Id}")?.Value.CreateTime ?? now, "");
        foreach (var violation in violations.Found)
        {
            reading.Note(FenceFeature.PointerOf(violation.Field), violation.Description);
        }

        return says;
    }

    private static DomainException Refuse(string what) => new(Fault.Invalid, "INVALID_FIELDS", $"geo_json {what}.", [new("geo_json", what)]);
}
