using k8s.Models;

namespace TaskForce.Kubernetes.Tests;

/// <summary>Every edge of the picture is allowed where it leaves and where it arrives, and no other is.</summary>
public sealed class NetworkTests
{
    [Theory]
    [MemberData(nameof(Overlay.Real), MemberType = typeof(Overlay))]
    public void Pods_OfEveryKind_AreRestrictedInBothDirections(string overlay)
    {
        var network = new Network(Overlay.Get(overlay));

        Assert.Empty(network.Unrestricted("Ingress"));
        Assert.Empty(network.Unrestricted("Egress"));
    }

    // Also for a pod that somebody adds and nobody thinks of.
    [Theory]
    [MemberData(nameof(Overlay.Real), MemberType = typeof(Overlay))]
    public void Policy_OfTheWholeNamespace_AllowsNothing(string overlay) => Assert.Contains(Overlay.Get(overlay).Policies, policy =>
        policy.Spec is { PodSelector: { MatchLabels: null, MatchExpressions: null }, Ingress: null, Egress: null } && policy.Spec.PolicyTypes.ToHashSet().SetEquals(["Ingress", "Egress"]));

    [Theory]
    [MemberData(nameof(Overlay.Real), MemberType = typeof(Overlay))]
    public void Edges_ThatLeave_AreThoseOfThePicture(string overlay)
    {
        var network = new Network(Overlay.Get(overlay));

        Same(Picture.Of(Overlay.Get(overlay)).Where(edge => network.Pods.Contains(edge.From)), network.Egress());
    }

    [Theory]
    [MemberData(nameof(Overlay.Real), MemberType = typeof(Overlay))]
    public void Edges_ThatArrive_AreThoseOfThePicture(string overlay)
    {
        var network = new Network(Overlay.Get(overlay));

        Same(Picture.Of(Overlay.Get(overlay)).Where(edge => network.Pods.Contains(edge.To)), network.Ingress());
    }

    // The picture is not a wish: it is what the services are told about each other.
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Calls_ThatServicesAreSetToMake_AreThoseOfThePicture(string overlay)
    {
        var calls = from deployment in Overlay.Get(overlay).Deployments
                    from setting in deployment.Spec.Template.Spec.Containers[0].Env
                    where setting.Name.StartsWith("Upstreams__", StringComparison.Ordinal) || (setting.Name.StartsWith("Peers__", StringComparison.Ordinal) && !setting.Name.StartsWith("Peers__Tls__", StringComparison.Ordinal))
                    let url = new Uri(setting.Value)
                    select new Edge(deployment.Name(), url.Host, url.Port);

        Same(Picture.Calls, calls);
    }

    [Theory]
    [MemberData(nameof(Overlay.Real), MemberType = typeof(Overlay))]
    public void Ports_OfEdges_AreOpen(string overlay)
    {
        var open = Overlay.Get(overlay).Deployments.SelectMany(deployment => deployment.Spec.Template.Spec.Containers[0].Ports, (deployment, port) => (deployment.Name(), port.ContainerPort)).ToHashSet();

        Assert.All(new Network(Overlay.Get(overlay)).Ingress().Where(edge => edge.To != "postgres"), edge => Assert.Contains((edge.To, edge.Port), open));
    }

    // Callers spread their calls over the addresses of a name, so the name must have them all.
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Services_ThatOthersCall_AreHeadless(string overlay) => Assert.All(
        Picture.Calls.Select(edge => edge.To).Distinct(),
        name => Assert.Equal("None", Overlay.Get(overlay).Services.Single(service => service.Name() == name).Spec.ClusterIP));

    private static void Same(IEnumerable<Edge> expected, IEnumerable<Edge> actual) =>
        Assert.Equal(expected.Select(edge => edge.ToString()).Distinct().Order(StringComparer.Ordinal), actual.Select(edge => edge.ToString()).Distinct().Order(StringComparer.Ordinal));
}
