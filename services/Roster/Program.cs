using TaskForce.Roster.Assets;
using TaskForce.Roster.Audit;
using TaskForce.Roster.Devices;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Members;
using TaskForce.Roster.Release;
using TaskForce.Roster.Storage;
using TaskForce.Roster.Support;
using TaskForce.Roster.Trainings;
using TaskForce.ServiceDefaults;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);

// Duty-time rules and duty patterns are this deployment's configuration, not code.
builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "dutytime.json")).AddEnvironmentVariables();
builder.AddServiceDefaults();
builder.AddJournal<RosterDb>("roster", options => new(options), options => new PostgresRosterDb(options));
if (await builder.DoesStoreTaskAsync())
{
    return;
}

builder.AddRelease();
builder.AddMembers();
builder.AddDevices();
builder.AddDutyTime();
builder.AddFormation();
builder.AddSupport();
builder.AddRelay();

var app = builder.Build();

app.MapServiceDefaults();
app.MapAudit();
app.MapRelease();
app.MapMembers();
app.MapDevices();
app.MapAssets();
app.MapTrainings();
app.MapSupport();
app.MapFormation();

app.RunOnWholeStore();
