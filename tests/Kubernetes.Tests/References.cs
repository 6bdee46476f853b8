using System.Text.Json.Nodes;
using k8s.Models;

namespace TaskForce.Kubernetes.Tests;

/// <summary>A Secret or ConfigMap that something refers to, and the key of it if one is named.</summary>
internal readonly record struct Reference(string Kind, string Name, string? Key, string By);

/// <summary>What the objects of an overlay refer to.</summary>
internal static class References
{
    private static readonly string[] KindsOfRoutes = ["HTTPRoute", "GRPCRoute", "TLSRoute"];

    /// <summary>Secrets and ConfigMaps.</summary>
    public static IEnumerable<Reference> Of(Overlay overlay) => [.. overlay.Deployments.SelectMany(OfPods), .. OfCustomResources(overlay)];

    /// <summary>Other objects, by kind and name.</summary>
    public static IEnumerable<(string Kind, string Name)> ObjectsOf(Overlay overlay) =>
    [
        .. overlay.Deployments.Select(deployment => ("ServiceAccount", deployment.Spec.Template.Spec.ServiceAccountName)),
        .. overlay.Deployments.SelectMany(deployment => deployment.Spec.Template.Spec.Volumes).Where(volume => volume.PersistentVolumeClaim is not null)
            .Select(volume => ("PersistentVolumeClaim", volume.PersistentVolumeClaim.ClaimName)),
        .. Annotations(overlay, "dapr.io/config").Select(name => ("Configuration", name)),
        .. overlay.Of<V2HorizontalPodAutoscaler>("HorizontalPodAutoscaler").Select(scaler => (scaler.Spec.ScaleTargetRef.Kind, scaler.Spec.ScaleTargetRef.Name)),
        .. overlay.Of<V1RoleBinding>("RoleBinding").SelectMany(binding => binding.Subjects.Select(subject => (subject.Kind, subject.Name)).Append((binding.RoleRef.Kind, binding.RoleRef.Name))),
        // A ClusterIssuer is the cluster's.
        .. overlay.Json("Certificate").Select(certificate => certificate["spec"]!["issuerRef"]!).Where(issuer => Text(issuer, "kind") == "Issuer").Select(issuer => ("Issuer", Text(issuer, "name"))),
        .. overlay.Json("Database").Select(database => ("Cluster", Text(database["spec"]!["cluster"]!, "name"))),
        .. Routes(overlay).SelectMany(route => List(route["spec"]!["parentRefs"])).Select(parent => ("Gateway", Text(parent, "name"))),
        .. Routes(overlay).SelectMany(route => List(route["spec"]!["rules"])).SelectMany(rule => List(rule["backendRefs"])).Select(backend => ("Service", Text(backend, "name"))),
        .. overlay.Json("BackendTLSPolicy").SelectMany(policy => List(policy["spec"]!["targetRefs"])).Select(target => ("Service", Text(target, "name"))),
    ];

    private static IEnumerable<Reference> OfPods(V1Deployment deployment)
    {
        var (by, pod) = (deployment.Name(), deployment.Spec.Template.Spec);
        return
        [
            .. pod.Volumes.Where(volume => volume.Secret is not null).Select(volume => new Reference("Secret", volume.Secret.SecretName, null, by)),
            .. pod.Volumes.Where(volume => volume.ConfigMap is not null).Select(volume => new Reference("ConfigMap", volume.ConfigMap.Name, null, by)),
            .. pod.Volumes.SelectMany(volume => volume.Projected?.Sources ?? []).Where(source => source.ConfigMap is not null).Select(source => new Reference("ConfigMap", source.ConfigMap.Name, null, by)),
            .. pod.Containers[0].EnvFrom.Select(from => new Reference("ConfigMap", from.ConfigMapRef.Name, null, by)),
            .. pod.Containers[0].Env.Where(setting => setting.ValueFrom?.SecretKeyRef is not null)
                .Select(setting => new Reference("Secret", setting.ValueFrom.SecretKeyRef.Name, setting.ValueFrom.SecretKeyRef.Key, by)),
            .. (deployment.Spec.Template.Metadata.Annotations ?? new Dictionary<string, string>())
                .Where(annotation => annotation.Key is "dapr.io/api-token-secret" or "dapr.io/app-token-secret").Select(annotation => new Reference("Secret", annotation.Value, "token", by)),
        ];
    }

    private static IEnumerable<Reference> OfCustomResources(Overlay overlay) =>
    [
        .. overlay.Json("Component").SelectMany(component => List(component["spec"]!["metadata"]), (component, item) => (Overlay.NameOf(component), item["secretKeyRef"]))
            .Where(pair => pair.Item2 is not null).Select(pair => new Reference("Secret", Text(pair.Item2!, "name"), Text(pair.Item2!, "key"), pair.Item1)),
        .. overlay.Json("Issuer").Where(issuer => issuer["spec"]!["ca"] is not null).Select(issuer => new Reference("Secret", Text(issuer["spec"]!["ca"]!, "secretName"), "tls.key", Overlay.NameOf(issuer))),
        .. overlay.Json("Cluster").SelectMany(cluster => ((JsonObject)cluster["spec"]!["certificates"]!).Select(pair => new Reference("Secret", (string)pair.Value!, "ca.crt", pair.Key))),
        .. overlay.Json("Gateway").SelectMany(gateway => List(gateway["spec"]!["listeners"])).SelectMany(listener => List(listener["tls"]!["certificateRefs"]))
            .Select(certificate => new Reference("Secret", Text(certificate, "name"), "tls.crt", "Gateway")),
        .. overlay.Json("BackendTLSPolicy").SelectMany(policy => List(policy["spec"]!["validation"]!["caCertificateRefs"])).Select(authority => new Reference("ConfigMap", Text(authority, "name"), "ca.crt", "BackendTLSPolicy")),
    ];

    private static IEnumerable<JsonObject> Routes(Overlay overlay) => KindsOfRoutes.SelectMany(overlay.Json);

    private static IEnumerable<string> Annotations(Overlay overlay, string key) => overlay.Deployments
        .Select(deployment => deployment.Spec.Template.Metadata.Annotations?.TryGetValue(key, out var value) == true ? value : null).OfType<string>();

    private static IEnumerable<JsonNode> List(JsonNode? node) => node is JsonArray list ? list.OfType<JsonNode>() : [];

    private static string Text(JsonNode node, string key) => (string)node[key]!;
}
