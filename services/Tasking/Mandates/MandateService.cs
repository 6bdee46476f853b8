using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Tasking.Mandates;

internal sealed class MandateService(IOptions<MandateOptions> options) : V1.MandateService.MandateServiceBase
{
    public override Task<V1.Mandate> GetMandate(V1.GetMandateRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<MandateName>(request.Name);

        var mandate = options.Value.Mandates.Find(each => each.Name == name)
            ?? throw new DomainException(Fault.NotFound, "MANDATE_NOT_FOUND", $"{name} does not exist.");

        return Task.FromResult(options.Value.ToProto(mandate));
    }

    public override Task<V1.ListMandatesResponse> ListMandates(V1.ListMandatesRequest request, ServerCallContext context)
    {
        var size = Paging.SizeOf(request.PageSize, usual: 50, most: 1000);
        var skip = (int)(Paging.ReadToken(request.PageToken, filter: null) ?? 0);

        var mandates = options.Value.Mandates.Skip(skip).Take(size + 1).ToList();

        return Task.FromResult(new V1.ListMandatesResponse
        {
            Mandates = { mandates.Take(size).Select(options.Value.ToProto) },
            NextPageToken = mandates.Count > size ? Paging.WriteToken(skip + size, filter: null) : "",
        });
    }
}

internal static class MandateMapping
{
    /// <summary>When a mandate holds; an end that was not given is absent.</summary>
    public static Interval ToValidity(this Mandate mandate) => new()
    {
        StartTime = mandate.ValidFrom == DateTimeOffset.MinValue ? null : mandate.ValidFrom.ToTimestamp(),
        EndTime = mandate.ValidUntil == DateTimeOffset.MaxValue ? null : mandate.ValidUntil.ToTimestamp(),
    };

    /// <summary>A mandate with its outlines.</summary>
    public static V1.Mandate ToProto(this MandateOptions options, Mandate mandate)
    {
        var proto = new V1.Mandate
        {
            Name = mandate.Name.ToString(),
            Title = mandate.Title,
            LegalBasis = mandate.LegalBasis,
            HostNations = { mandate.Territory },
            Territory = { options.Territories.Where(mandate.HoldsIn).Select(ToProto) },
            Nations = { mandate.Nations },
            Powers = { mandate.Allowed },
            PowersText = mandate.Powers,
            WeaponsRule = mandate.WeaponsRule,
            WeaponsText = mandate.Weapons,
            Validity = mandate.ToValidity(),
        };
        proto.Etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(proto.ToByteArray()).AsSpan(0, 8))}\"";
        return proto;
    }

    private static V1.Mandate.Types.Outline ToProto(Outline outline) => new()
    {
        Id = outline.Id,
        DisplayName = outline.DisplayName,
        Polygon = new() { Vertices = { outline.Points!.Select(point => new LatLng { Latitude = point.Y, Longitude = point.X }) } },
    };
}
