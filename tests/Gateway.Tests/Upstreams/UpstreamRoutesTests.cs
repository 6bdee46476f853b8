using Google.Api;
using TaskForce.Gateway.Upstreams;

namespace TaskForce.Gateway.Tests.Upstreams;

public class UpstreamRoutesTests
{
    private static readonly string[] Prefixes =
        [.. UpstreamRoutes.Routes.Select(route => route.Match.Path!.Replace("{**rest}", "", StringComparison.Ordinal))];

    [Fact]
    public void Routes_EveryService_GoesToItsAreaOverBothProtocols() => Assert.All(Contracts.Services, service =>
    {
        var area = service.FullName.Split('.')[1];
        var clusters = UpstreamRoutes.Routes.Where(route => route.Match.Path == $"/{service.FullName}/{{**rest}}").Select(route => route.ClusterId);

        Assert.Equal([$"{area}-grpc", $"{area}-http"], clusters.Order());
    });

    [Fact]
    public void Routes_EveryHttpRule_HasOne() => Assert.All(Contracts.Services.SelectMany(service => service.Methods), method =>
    {
        var rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        var path = rule is null ? "" : $"{rule.Get}{rule.Put}{rule.Post}{rule.Patch}{rule.Delete}";

        Assert.True(path.Length == 0 || Prefixes.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)), path);
    });

    [Fact]
    public void Routes_EveryOneButThoseForAnyone_NeedsATokenAndIsNotCutByAClock() => Assert.All(UpstreamRoutes.Routes, route =>
    {
        var isOpen = route.Match.Path is "/taskforce.roster.v1.DeviceService/EnrolDevice" or "/roster/v1/devices:enrol"
            or "/taskforce.partners.v1.TrackerService/ReceiveOsmAndPosition" or "/partners/v1/osmand/{secret}"
            or "/taskforce.partners.v1.TrackerService/ReceiveTraccarPosition" or "/partners/v1/traccar/{secret}";

        Assert.Equal(isOpen ? "anonymous" : "default", route.AuthorizationPolicy);
        Assert.Equal("Disable", route.TimeoutPolicy);
    });

    [Theory]
    [InlineData("/ogc/v1/collections/hotspots/items", "tasking-http")]
    [InlineData("/ogc/v1/collections/positions/items/{feature}", "geolocation-http")]
    [InlineData("/ogc/v1", "geolocation-http")]
    public void Routes_OfAnAddressThatServicesShare_GoPathByPath(string path, string cluster)
    {
        Assert.Equal(cluster, UpstreamRoutes.Routes.Single(route => route.Match.Path == path).ClusterId);
        Assert.DoesNotContain(UpstreamRoutes.Routes, route => route.Match.Path == "/ogc/v1/{**rest}");
    }

    [Fact]
    public void Routes_ForAnyone_AreThereByEachProtocol() => Assert.Equal(9, UpstreamRoutes.Routes.Count(route => route.AuthorizationPolicy == "anonymous"));

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var options = new UpstreamsOptions
        {
            ["Roster"] = new() { Http = "localhost:5120", Grpc = "http://localhost:5121" },
            ["Tasking"] = new() { Http = "http://localhost:5110", Grpc = "http://localhost:5111" },
            ["Partners"] = new() { Http = "http://localhost:5150", Grpc = "http://localhost:5151" },
            ["Weather"] = new() { Http = "http://localhost:5140", Grpc = "http://localhost:5141" },
        };

        var faults = new UpstreamsOptionsValidator().Validate(null, options).Failures!.ToArray();

        Assert.Equal(4, faults.Length);
        Assert.Contains(faults, fault => fault.StartsWith("Upstreams:Weather ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("Upstreams:roster:Http ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("Upstreams:geolocation:Grpc ", StringComparison.Ordinal));
    }
}
