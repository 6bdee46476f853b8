using k8s.Models;

namespace TaskForce.Kubernetes.Tests;

/// <summary>How every pod runs, whoever wrote its manifest.</summary>
public sealed class PodTests
{
    // CoreDNS keeps a name's addresses for so long, and callers look it up that often.
    private const int NamesAreKept = 30;
    private const int NamesAreAsked = 5;

    // The host's shutdown timeout.
    private const int HostStops = 4;

    private static readonly string[] Services = ["gateway", "geolocation", "partners", "roster", "takbridge", "tasking"];

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Overlay_HasEachServiceOnce(string overlay) =>
        Assert.Equal(Services, Overlay.Get(overlay).Deployments.Select(deployment => deployment.Name()).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Pods_OfEachService_AreAsTheRestrictedStandardHasThem(string overlay) => Holds(overlay, pod =>
    [
        (pod.SecurityContext.RunAsNonRoot == true && pod.SecurityContext.RunAsUser > 0, "runs as nobody in particular"),
        (pod.SecurityContext.SeccompProfile?.Type == "RuntimeDefault", "has no seccomp profile"),
        (pod.HostNetwork != true && pod.HostPID != true && pod.HostIPC != true, "shares something of the host"),
        (pod.AutomountServiceAccountToken == false, "is given a token of the API server"),
        (pod.Volumes.All(volume => volume.HostPath is null && volume.Nfs is null && volume.Csi is null), "mounts what is not its own"),
        (pod.InitContainers is null or [], "has other containers"),
        (pod.Containers is [var only] && IsRestricted(only.SecurityContext), "may more than it needs"),
    ]);

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Pods_OfEachService_WriteOnlyWhereTheyShould(string overlay) => Holds(overlay, pod =>
    [
        (pod.Containers[0].SecurityContext.ReadOnlyRootFilesystem == true, "may write to its image"),
        (pod.Containers[0].VolumeMounts.Where(mount => mount.ReadOnlyProperty != true).Select(mount => mount.MountPath).Order().SequenceEqual(["/data", "/tmp"]), "may write elsewhere than to /data and /tmp"),
        (pod.Volumes.All(volume => volume.EmptyDir is null || volume.EmptyDir.SizeLimit is not null), "may fill the node"),
    ]);

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Pods_OfEachService_AreProbedAndBounded(string overlay) => Holds(overlay, pod =>
    [
        (pod.Containers[0].StartupProbe is not null && pod.Containers[0].ReadinessProbe is not null && pod.Containers[0].LivenessProbe is not null, "is not probed"),
        (Ports(pod.Containers[0]).All(port => pod.Containers[0].Ports.Any(open => port == open.Name || port == $"{open.ContainerPort}")), "is probed where it has no port"),
        (pod.Containers[0].Resources.Requests.Keys.ToHashSet().IsSupersetOf(["cpu", "memory"]), "asks for nothing"),
        (pod.Containers[0].Resources.Limits.ContainsKey("memory"), "may take all memory"),
        (pod.Containers[0].Resources.Limits["memory"].ToDecimal() >= pod.Containers[0].Resources.Requests["memory"].ToDecimal(), "asks for more than it may have"),
    ]);

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Images_OfEachService_HaveATagThatStays(string overlay) => Holds(overlay, pod =>
    [
        (pod.Containers[0].Image.Split('/')[^1].Split(':') is [_, var tag] && tag.Length > 0 && tag != "latest", $"is {pod.Containers[0].Image}"),
        (pod.Containers[0].ImagePullPolicy is null or "IfNotPresent", "is pulled again"),
    ]);

    // Whoever is taken out of service goes on until nobody calls it, and then has the time that it gives its calls.
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Pods_OfEachService_DrainBeforeTheyEnd(string overlay) => Holds(overlay, pod =>
    [
        (pod.Containers[0].Lifecycle?.PreStop?.Sleep?.Seconds >= NamesAreKept + NamesAreAsked, "ends while others still find it"),
        (pod.TerminationGracePeriodSeconds > (pod.Containers[0].Lifecycle?.PreStop?.Sleep?.Seconds ?? 0) + HostStops, "is killed before it has ended"),
    ]);

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Pods_OfEachService_AreSpreadAndRanked(string overlay) => Holds(overlay, pod =>
    [
        (pod.TopologySpreadConstraints is [{ TopologyKey: "topology.kubernetes.io/zone" }], "is not spread over zones"),
        (pod.Affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution is [{ PodAffinityTerm.TopologyKey: "kubernetes.io/hostname" }], "is not spread over machines"),
        (Overlay.Get(overlay).Of<V1PriorityClass>("PriorityClass").Any(priority => priority.Name() == pod.PriorityClassName), "has a priority that is not there"),
    ]);

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Namespace_OfAnOverlay_RefusesWhatIsNotRestricted(string overlay)
    {
        var space = Assert.Single(Overlay.Get(overlay).Of<V1Namespace>("Namespace"));

        Assert.Equal("restricted", space.Labels()["pod-security.kubernetes.io/enforce"]);
        Assert.All(Overlay.Get(overlay).Documents, document => Assert.True((string?)document.Json["metadata"]!["namespace"] is var of && (of is null || of == space.Name()), Overlay.NameOf(document.Json)));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Files_HaveOneWriterEach(string overlay)
    {
        var all = Overlay.Get(overlay);
        var withFiles = all.Deployments.Where(deployment => deployment.Spec.Template.Spec.Volumes.Any(volume => volume.PersistentVolumeClaim is not null)).ToList();

        Assert.Equal(overlay == "command-post" ? 4 : 0, withFiles.Count);
        Assert.All(withFiles, deployment => Assert.True(deployment.Spec.Strategy.Type == "Recreate" && deployment.Spec.Replicas is null or 1, deployment.Name()));
        Assert.False(withFiles.Count > 0 && all.Has("HorizontalPodAutoscaler"));
    }

    private static bool IsRestricted(V1SecurityContext context) =>
        context is { AllowPrivilegeEscalation: false, Privileged: not true, Capabilities: { Drop: ["ALL"], Add: null } };

    private static IEnumerable<string> Ports(V1Container container) =>
        new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }.Select(probe => probe.Grpc is { } grpc ? $"{grpc.Port}" : probe.HttpGet.Port.Value);

    private static void Holds(string overlay, Func<V1PodSpec, IEnumerable<(bool Holds, string Fault)>> rules) => Assert.Empty(
        from deployment in Overlay.Get(overlay).Deployments
        from rule in rules(deployment.Spec.Template.Spec)
        where !rule.Holds
        select $"{deployment.Name()} {rule.Fault}");
}
