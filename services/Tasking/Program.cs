using TaskForce.ServiceDefaults;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.AfterAction;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Audit;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Delegations;
using TaskForce.Tasking.Desks;
using TaskForce.Tasking.Disclosures;
using TaskForce.Tasking.Handovers;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Hotspots.Reports;
using TaskForce.Tasking.Mandates;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Operations;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Orders.Packages;
using TaskForce.Tasking.PreAuthorisations;
using TaskForce.Tasking.Release;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Statistics;
using TaskForce.Tasking.Storage;
using TaskForce.Tasking.Telemetry;

var builder = WebApplication.CreateBuilder(args);

// Nations, mandates, territories and response plans are this deployment's configuration, not code.
builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "cooperation.json"))
    .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "territories.json")).AddEnvironmentVariables();
builder.AddServiceDefaults();
builder.AddJournal<TaskingDb>("tasking", options => new(options), options => new PostgresTaskingDb(options));
if (await builder.DoesStoreTaskAsync())
{
    return;
}

builder.AddRelease();
builder.AddDeadlines();
builder.AddMandates();
builder.AddResponsePlans();
builder.AddMissions();
builder.AddDisclosures();
builder.AddOrders();
builder.AddPackages();
builder.AddHandovers();
builder.AddOperations();
builder.AddStatistics();
builder.AddReports();
builder.AddRelay();
builder.AddTaskingTelemetry();

var app = builder.Build();

app.MapServiceDefaults();
app.MapAudit();
app.MapAlerts();
app.MapHotspots();
app.MapReports();
app.MapResponsePlans();
app.MapMissions();
app.MapMandates();
app.MapDelegations();
app.MapPreAuthorisations();
app.MapHandovers();
app.MapDesks();
app.MapOrders();
app.MapPackages();
app.MapOperations();
app.MapAfterAction();
app.MapStatistics();

app.RunOnWholeStore();
