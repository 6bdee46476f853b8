using TaskForce.Roster.Assets;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.Roster.Support;
using TaskForce.Roster.Trainings;
using TaskForce.ServiceDefaults;
using TaskForce.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddJournal<RosterDb>("roster", options => new(options), options => new PostgresRosterDb(options));
builder.AddMembers();
builder.AddFormation();
builder.AddSupport();

var app = builder.Build();

app.MapServiceDefaults();
app.MapMembers();
app.MapAssets();
app.MapTrainings();
app.MapSupport();
app.MapFormation();

app.Run();
