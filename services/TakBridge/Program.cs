using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.ServiceDefaults.Probes;
using TaskForce.ServiceDefaults.Sidecar;
using TaskForce.ServiceDefaults.Telemetry;
using TaskForce.TakBridge;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Help;
using TaskForce.TakBridge.Orders;
using TaskForce.TakBridge.Picture;
using TaskForce.TakBridge.Positions;

var builder = WebApplication.CreateBuilder(args);

builder.AddSidecarSecrets();
builder.AddLifetime();
builder.AddIdentity();
builder.AddTelemetry();
builder.AddPeerTls();
builder.AddTak();
builder.AddProbes();
builder.AddConnections();
builder.AddPositions();
builder.AddPicture();
builder.AddOrders();
builder.AddHelp();

var app = builder.Build();

app.UseProbes();
app.MapTak();

app.Run();
