using TaskForce.Partners.Audit;
using TaskForce.Partners.Cap;
using TaskForce.Partners.Deliveries;
using TaskForce.Partners.Feeds;
using TaskForce.Partners.Hotspots;
using TaskForce.Partners.Sealing;
using TaskForce.Partners.Stix;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Targets;
using TaskForce.Partners.Telemetry;
using TaskForce.Partners.Trackers;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);

// How alerts and bundles are read is this deployment's configuration, not code.
builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "cap.json")).AddJsonFile(Path.Combine(AppContext.BaseDirectory, "stix.json")).AddEnvironmentVariables();
builder.AddServiceDefaults();
builder.AddJournal<PartnersDb>("partners", options => new(options), options => new PostgresPartnersDb(options));
if (await builder.DoesStoreTaskAsync())
{
    return;
}

builder.AddFeeds();
builder.AddSealing();
builder.AddTargets();
builder.AddWebhooks();
builder.AddDeliveries();
builder.Services.AddHostedService<WebhookSurvey>();
builder.AddHotspots();
builder.AddCap();
builder.AddStix();
builder.AddTrackers();

var app = builder.Build();

app.MapServiceDefaults();
app.MapAudit();
app.MapWebhooks();
app.MapCap();
app.MapStix();
app.MapTrackers();

app.RunOnWholeStore();
