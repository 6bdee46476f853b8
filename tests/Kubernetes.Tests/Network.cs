using k8s.Models;

namespace TaskForce.Kubernetes.Tests;

/// <summary>What the policies of an overlay allow, read as a network would: an edge is what both its ends allow.</summary>
internal sealed class Network(Overlay overlay)
{
    private static readonly Dictionary<string, string> Spaces = new()
    {
        ["kubernetes.io/metadata.name=kube-system"] = "DNS",
        ["kubernetes.io/metadata.name=dapr-system"] = "DAPR",
        ["kubernetes.io/metadata.name=cnpg-system"] = "CNPG",
        ["taskforce.dev/doors=true"] = "DOORS",
        ["taskforce.dev/monitoring=true"] = "MONITORING",
        ["taskforce.dev/broker=true"] = "BROKER",
    };

    private readonly Dictionary<string, IDictionary<string, string>> _pods = PodsOf(overlay);

    /// <summary>Every pod, by what runs in it.</summary>
    public IEnumerable<string> Pods => _pods.Keys;

    /// <summary>Those whose traffic is not restricted in a direction: no policy selects them for it.</summary>
    public IEnumerable<string> Unrestricted(string direction) =>
        _pods.Keys.Where(pod => !overlay.Policies.Any(policy => policy.Spec.PolicyTypes.Contains(direction) && Selects(policy.Spec.PodSelector, _pods[pod])));

    /// <summary>What leaves.</summary>
    public HashSet<Edge> Egress() =>
    [
        .. from policy in overlay.Policies
           from rule in policy.Spec.Egress ?? []
           from pod in _pods.Keys.Where(pod => Selects(policy.Spec.PodSelector, _pods[pod]))
           from place in Places(rule.To, policy.Name(), "API")
           from port in rule.Ports
           select new Edge(pod, place, int.Parse(port.Port.Value, System.Globalization.CultureInfo.InvariantCulture)),
    ];

    /// <summary>What arrives.</summary>
    public HashSet<Edge> Ingress() =>
    [
        .. from policy in overlay.Policies
           from rule in policy.Spec.Ingress ?? []
           from pod in _pods.Keys.Where(pod => Selects(policy.Spec.PodSelector, _pods[pod]))
           from place in Places(rule.FromProperty, policy.Name(), "ANYBODY")
           from port in rule.Ports
           select new Edge(place, pod, int.Parse(port.Port.Value, System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private IEnumerable<string> Places(IList<V1NetworkPolicyPeer>? peers, string policy, string all) => peers is null or [] ? [all] : peers.SelectMany(peer => peer switch
    {
        { IpBlock: not null } => [all == "ANYBODY" ? "ANYBODY" : policy == "issuers" ? "ISSUERS" : "WEBHOOKS"],
        { NamespaceSelector: { } space } => [Spaces.GetValueOrDefault(string.Join(',', space.MatchLabels.Select(label => $"{label.Key}={label.Value}")), "A NAMESPACE THAT NOBODY NAMED")],
        _ => _pods.Keys.Where(pod => Selects(peer.PodSelector, _pods[pod])),
    });

    private static bool Selects(V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value)
        && (selector.MatchExpressions ?? []).All(expression => expression.OperatorProperty == "In" && labels.TryGetValue(expression.Key, out var value) && expression.Values.Contains(value));

    private static Dictionary<string, IDictionary<string, string>> PodsOf(Overlay overlay)
    {
        var pods = overlay.Deployments.ToDictionary(deployment => deployment.Name(), deployment => deployment.Spec.Template.Metadata.Labels);
        foreach (var cluster in overlay.Json("Cluster"))
        {
            // As CloudNativePG labels its pods.
            pods[Overlay.NameOf(cluster)] = new Dictionary<string, string> { ["cnpg.io/cluster"] = Overlay.NameOf(cluster) };
        }

        return pods;
    }
}
