using System.Text.Json;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Stix;

internal sealed class StixService(Journal<PartnersDb> journal, StixIntake intake, IOptions<StixOptions> options) : V1.StixService.StixServiceBase
{
    public override Task<V1.ReceiveStixBundleResponse> ReceiveStixBundle(V1.ReceiveStixBundleRequest request, ServerCallContext context) =>
        intake.TakeAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<V1.ListStixCasesResponse> ListStixCases(V1.ListStixCasesRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();

        return journal.ReadAsync(async db =>
        {
            var page = await db.StixCases.KnownTo(caller, options.Value).ToPageAsync<StixCaseRow, StixCase>(request.PageSize, request.PageToken, null, newestFirst: true, context.CancellationToken);
            return new V1.ListStixCasesResponse { StixCases = { page.Rows.Select(row => row.ToProto(caller, options.Value)) }, NextPageToken = page.NextPageToken };
        }, context.CancellationToken);
    }

    public override async Task<HttpBody> ExportStixCase(V1.ExportStixCaseRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();

        var row = await journal.ReadAsync(db => db.StixCases.GetAsync(request.Name, caller, options.Value), context.CancellationToken);

        AuditNotes.Show(row.Name, row.Nation);
        return ToBundle(row.SeenBy(caller, options.Value));
    }

    private static HttpBody ToBundle(IEnumerable<StixObject> objects)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "bundle");
            json.WriteString("id", $"bundle--{Guid.NewGuid():D}");
            json.WriteStartArray("objects");
            foreach (var each in objects)
            {
                each.Body.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new() { ContentType = StixJson.MediaType, Data = ByteString.CopyFrom(bytes.ToArray()) };
    }
}

internal static class StixModule
{
    public static void AddStix(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<StixOptions>, StixOptionsValidator>();
        builder.Services.AddOptions<StixOptions>().Bind(builder.Configuration.GetSection("Stix")).ValidateOnStart();
        builder.Services.AddSingleton<StixCourier>();
        builder.Services.AddSingleton<StixIntake>();
    }

    public static void MapStix(this IEndpointRouteBuilder routes) => routes.MapGrpcService<StixService>();
}
