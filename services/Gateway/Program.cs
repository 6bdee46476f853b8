using TaskForce.Gateway;
using TaskForce.Gateway.Callers;
using TaskForce.Gateway.DemoIdentity;
using TaskForce.Gateway.Devices;
using TaskForce.Gateway.Doors;
using TaskForce.Gateway.Feeds;
using TaskForce.Gateway.Health;
using TaskForce.Gateway.Intake;
using TaskForce.Gateway.OpenApi;
using TaskForce.Gateway.Page;
using TaskForce.Gateway.Quotas;
using TaskForce.Gateway.Reflection;
using TaskForce.Gateway.Refusals;
using TaskForce.Gateway.SignIn;
using TaskForce.Gateway.Telemetry;
using TaskForce.Gateway.Upstreams;
using TaskForce.ServiceDefaults.Probes;
using TaskForce.ServiceDefaults.Sidecar;
using TaskForce.ServiceDefaults.Telemetry;

var builder = WebApplication.CreateBuilder(args);

builder.AddSidecarSecrets();
builder.AddDoors();
builder.AddIntake();
builder.AddTelemetry();
builder.AddCallMetrics();
builder.AddCallers();
builder.AddDemoIdentity();
builder.AddSignIn();
builder.AddDevices();
builder.AddQuotas();
builder.AddUpstreams();
builder.AddHealth();
builder.AddReflection();

var app = builder.Build();
if (!app.HasValidOptions())
{
    return 1;
}

app.UseProbes();
app.UseFeeds();
app.UseRefusals();
app.UsePage();
app.UseAuthentication();
app.UseDevices();
app.UseQuotas();
app.UseAuthorization();
app.UseGrpcWeb();
app.UseCallMetrics();
app.MapUpstreams();
app.MapHealth();
app.MapReflection();
app.MapOpenApi();
app.MapDemoIdentity();
app.MapSignIn();
app.MapDevices();

app.Run();
return 0;
