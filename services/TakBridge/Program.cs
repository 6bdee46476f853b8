using TaskForce.ServiceDefaults;
using TaskForce.TakBridge;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Help;
using TaskForce.TakBridge.Orders;
using TaskForce.TakBridge.Picture;
using TaskForce.TakBridge.Positions;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddTak();
builder.AddConnections();
builder.AddPositions();
builder.AddPicture();
builder.AddOrders();
builder.AddHelp();

var app = builder.Build();

app.MapServiceDefaults();

app.Run();
