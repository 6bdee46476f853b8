using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Deletions;

internal sealed class DeletionService(Journal<GeolocationDb> journal, Remains remains) : V1.DeletionService.DeletionServiceBase
{
    private const int Usual = 50;
    private const int Most = 1000;

    public override async Task<V1.ListDeletionsResponse> ListDeletions(V1.ListDeletionsRequest request, ServerCallContext context)
    {
        var (nation, size) = (context.GetCaller().Nation, Paging.SizeOf(request.PageSize, Usual, Most));
        var last = Paging.ReadToken(request.PageToken, new V1.ListDeletionsRequest()) ?? long.MaxValue;

        var rows = await journal.ReadAsync(db => db.Deletions.AsNoTracking().Where(row => row.Nation == nation && row.Id < last)
            .OrderByDescending(row => row.Id).Take(size + 1).ToListAsync(context.CancellationToken), context.CancellationToken);

        return new()
        {
            Deletions = { rows.Take(size).Select(ToProto) },
            NextPageToken = rows.Count > size ? Paging.WriteToken(rows[size - 1].Id, new V1.ListDeletionsRequest()) : "",
        };
    }

    public override Task<V1.VerifyDeletionResponse> VerifyDeletion(V1.VerifyDeletionRequest request, ServerCallContext context) =>
        remains.FindAsync(context.GetCaller().Nation, context.CancellationToken);

    private static V1.Deletion ToProto(DeletionRow row) => new()
    {
        Number = row.Id,
        Nation = row.Nation,
        Kind = row.Kind,
        ReceivedBefore = Time(row.Before),
        Points = row.Points,
        Rows = row.Rows,
        Sha256 = ByteString.CopyFrom(row.Digest),
        DeleteTime = Time(row.Time),
        Reason = row.Reason,
    };

    private static Timestamp Time(long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero).ToTimestamp();
}

internal static class DeletionsModule
{
    public static void AddDeletions(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<Remains>();

    public static void MapDeletions(this IEndpointRouteBuilder routes) => routes.MapGrpcService<DeletionService>();
}
