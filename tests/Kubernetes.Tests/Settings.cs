using k8s.Models;

namespace TaskForce.Kubernetes.Tests;

/// <summary>The environment that a container starts with, as a kubelet would make it.</summary>
internal static class Settings
{
    public static Dictionary<string, string> Of(Overlay overlay, V1Deployment deployment)
    {
        var container = deployment.Spec.Template.Spec.Containers[0];
        var maps = overlay.Of<V1ConfigMap>("ConfigMap").ToDictionary(map => map.Name(), map => map.Data);
        Dictionary<string, string> settings = [];
        foreach (var (key, value) in container.EnvFrom.SelectMany(from => maps[from.ConfigMapRef.Name]))
        {
            settings[key] = value;
        }

        foreach (var setting in container.Env)
        {
            // The address of the pod, which in these tests is the loopback.
            settings[setting.Name] = setting.ValueFrom?.FieldRef?.FieldPath == "status.podIP" ? "127.0.0.1" : setting.Value;
        }

        return settings;
    }
}
