using TaskForce.Geolocation.Audit;
using TaskForce.Geolocation.Deletions;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Features;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.GeoJson;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Replicas;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Telemetry;
using TaskForce.Geolocation.Travel;
using TaskForce.ServiceDefaults;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);

// Speeds, crossings, borders, airports and harbours are this deployment's configuration, not code.
builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "travel.json")).AddEnvironmentVariables();
builder.AddServiceDefaults();
builder.AddJournal<GeolocationDb>("geolocation", options => new(options), options => new PostgresGeolocationDb(options));
if (await builder.DoesStoreTaskAsync())
{
    return;
}

builder.AddReplicas();
builder.AddPositions();
builder.AddDisclosures();
builder.AddDeletions();
builder.AddGeofences();
builder.AddTravel();
builder.AddRelay();
builder.Services.AddHostedService<GeolocationSurvey>();

var app = builder.Build();

app.MapServiceDefaults();
app.MapAudit();
app.MapPositions();
app.MapDisclosures();
app.MapDeletions();
app.MapGeofences();
app.MapGeoJson();
app.MapFeatures();
app.MapReplicas();
app.MapTravel();

app.RunOnWholeStore();
