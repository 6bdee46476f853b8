using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using k8s.Models;

namespace TaskForce.Kubernetes.Tests;

/// <summary>Each object is of a known kind and has no field that its kind does not know.</summary>
public sealed class StrictReadingTests
{
    private static readonly Dictionary<string, Action<string>> Known = new()
    {
        ["v1/Namespace"] = Reads<V1Namespace>,
        ["v1/Service"] = Reads<V1Service>,
        ["v1/ServiceAccount"] = Reads<V1ServiceAccount>,
        ["v1/ConfigMap"] = Reads<V1ConfigMap>,
        ["v1/PersistentVolumeClaim"] = Reads<V1PersistentVolumeClaim>,
        ["apps/v1/Deployment"] = Reads<V1Deployment>,
        ["autoscaling/v2/HorizontalPodAutoscaler"] = Reads<V2HorizontalPodAutoscaler>,
        ["networking.k8s.io/v1/NetworkPolicy"] = Reads<V1NetworkPolicy>,
        ["policy/v1/PodDisruptionBudget"] = Reads<V1PodDisruptionBudget>,
        ["rbac.authorization.k8s.io/v1/Role"] = Reads<V1Role>,
        ["rbac.authorization.k8s.io/v1/RoleBinding"] = Reads<V1RoleBinding>,
        ["scheduling.k8s.io/v1/PriorityClass"] = Reads<V1PriorityClass>,
    };

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Objects_OfAnOverlay_AreReadStrictly(string overlay)
    {
        List<string> faults = [];
        foreach (var (text, json) in Overlay.Get(overlay).Documents)
        {
            faults.AddRange(FaultsOf(text, json).Select(fault => $"{Overlay.Kind(json)} {Overlay.NameOf(json)}: {fault}"));
        }

        Assert.Empty(faults);
    }

    // The readers themselves: one field too many, one of the wrong type, and one that is missing are seen.
    [Theory]
    [InlineData("apps/v1", "Deployment", "spec: {replica: 1}")]
    [InlineData("apps/v1", "Deployment", "spec: {replicas: many}")]
    [InlineData("apps/v1", "Deployment", "spec: {template: {spec: {containers: [{name: a, readynessProbe: {}}]}}}")]
    [InlineData("networking.k8s.io/v1", "NetworkPolicy", "spec: {ingress: [{form: []}]}")]
    [InlineData("gateway.networking.k8s.io/v1", "GRPCRoute", "spec: {hostname: [x.example]}")]
    [InlineData("gateway.networking.k8s.io/v1", "Gateway", "spec: {gatewayClassName: x, listeners: [{name: a, port: 99999, protocol: HTTPS}]}")]
    [InlineData("cert-manager.io/v1", "Certificate", "spec: {secretName: x}")]
    [InlineData("postgresql.cnpg.io/v1", "Cluster", "spec: {instances: three}")]
    [InlineData("dapr.io/v1alpha1", "Component", "spec: {type: pubsub.kafka, version: v1, metadata: [{nam: x}]}")]
    [InlineData("dapr.io/v1alpha1", "Configuration", "spec: {accessControl: {defaultActions: deny}}")]
    [InlineData("monitoring.coreos.com/v1", "ServiceMonitor", "spec: {selector: {}, endpoints: [{ports: metrics}]}")]
    [InlineData("example.com/v1", "Unheard", "spec: {}")]
    public void Object_WithAMistake_IsRefused(string version, string kind, string rest)
    {
        var text = $"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\n{rest}\n";
        var json = Overlay.Parse(text);

        Assert.NotEmpty(FaultsOf(text, json));
    }

    private static IEnumerable<string> FaultsOf(string text, JsonObject json)
    {
        if (Known.TryGetValue(Overlay.Kind(json), out var read))
        {
            return Catch(() => read(text));
        }

        return CustomResources.SchemaOf(json) is { } schema ? CustomResources.FaultsOf(schema, json) : ["nobody here knows this kind"];
    }

    private static IEnumerable<string> Catch(Action read)
    {
        try
        {
            read();
            return [];
        }
        catch (Exception unreadable) when (unreadable is YamlDotNet.Core.YamlException or JsonException)
        {
            return [(unreadable.InnerException ?? unreadable).Message];
        }
    }

    private static void Reads<T>(string text) => Overlay.Typed<T>(text);
}
