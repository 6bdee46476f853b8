using System.Text.Json.Nodes;
using k8s.Models;

namespace TaskForce.Kubernetes.Tests;

/// <summary>Whatever is referred to exists: made by the overlay, by a controller that the overlay asks, or brought by the operator.</summary>
public sealed class ReferenceTests
{
    // Of every namespace, and of what Dapr calls itself.
    private static readonly string[] Given = ["kube-root-ca.crt"];

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void SecretsAndConfigMaps_ThatAreReferredTo_Exist(string overlay)
    {
        var all = Overlay.Get(overlay);
        var known = Known(all);

        Assert.DoesNotContain(References.Of(all), wanted => !Given.Contains(wanted.Name)
            && !(known.TryGetValue((wanted.Kind, wanted.Name), out var keys) && (wanted.Key is null || keys.Contains(wanted.Key))));
    }

    // The other way round: nobody prepares what nobody uses.
    [Fact]
    public void WhatTheOperatorBrings_IsUsed()
    {
        var used = Overlay.Names.SelectMany(name => References.Of(Overlay.Get(name))).Select(wanted => (wanted.Kind, wanted.Name)).ToHashSet();

        Assert.DoesNotContain(Brought.All.Keys, brought => !used.Contains(brought));
    }

    // Settings that name files of a mounted secret or map name keys that it has.
    [Theory]
    [MemberData(nameof(Overlay.Real), MemberType = typeof(Overlay))]
    public void Files_ThatSettingsName_AreMounted(string overlay)
    {
        var all = Overlay.Get(overlay);
        var known = Known(all);
        List<string> missing = [];
        foreach (var deployment in all.Deployments)
        {
            var pod = deployment.Spec.Template.Spec;
            var settings = Settings.Of(all, deployment);
            var files = settings.Values.SelectMany(value => value.Split(';', '=')).Where(value => value.StartsWith("/run/", StringComparison.Ordinal));
            missing.AddRange(files.Where(file => !IsMounted(file, pod, known)).Select(file => $"{deployment.Name()}: {file}"));
        }

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Objects_ThatAreReferredTo_Exist(string overlay)
    {
        var all = Overlay.Get(overlay);
        var there = all.Documents.Select(document => ((string)document.Json["kind"]!, Overlay.NameOf(document.Json))).ToHashSet();

        Assert.DoesNotContain(References.ObjectsOf(all), wanted => !there.Contains(wanted));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Selectors_OfServicesAndBudgets_FindOneDeployment(string overlay)
    {
        var all = Overlay.Get(overlay);
        var selectors = all.Services.Select(service => (service.Name(), service.Spec.Selector))
            .Concat(all.Of<V1PodDisruptionBudget>("PodDisruptionBudget").Select(budget => (budget.Name(), budget.Spec.Selector.MatchLabels)));

        Assert.All(selectors, selector => Assert.Single(
            all.Deployments, deployment => selector.Item2.All(label => deployment.Spec.Template.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value)));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Ports_OfServices_AreOnesOfTheirPods(string overlay)
    {
        var all = Overlay.Get(overlay);

        Assert.All(all.Services, service =>
        {
            var name = service.Spec.Selector["app.kubernetes.io/name"];
            var open = all.Deployments.Single(deployment => deployment.Name() == name).Spec.Template.Spec.Containers[0].Ports.ToDictionary(port => port.Name, port => port.ContainerPort);
            // A headless name is its addresses: no port is translated.
            Assert.All(service.Spec.Ports, port => Assert.True(open.TryGetValue(port.TargetPort.Value, out var target) && (service.Spec.ClusterIP != "None" || target == port.Port), port.Name));
        });
    }

    private static Dictionary<(string Kind, string Name), IReadOnlyCollection<string>> Known(Overlay all)
    {
        var known = Brought.All.ToDictionary(brought => brought.Key, brought => (IReadOnlyCollection<string>)brought.Value);
        foreach (var map in all.Of<V1ConfigMap>("ConfigMap"))
        {
            known[("ConfigMap", map.Name())] = [.. map.Data.Keys];
        }

        foreach (var certificate in all.Json("Certificate"))
        {
            known[("Secret", (string)certificate["spec"]!["secretName"]!)] = ["tls.crt", "tls.key", "ca.crt"];
        }

        return known;
    }

    private static bool IsMounted(string file, V1PodSpec pod, Dictionary<(string Kind, string Name), IReadOnlyCollection<string>> known)
    {
        var mount = pod.Containers[0].VolumeMounts.SingleOrDefault(mount => Path.GetDirectoryName(file) == mount.MountPath);
        var volume = mount is null ? null : pod.Volumes.Single(volume => volume.Name == mount.Name);
        var source = volume?.Secret is { } secret ? ("Secret", secret.SecretName) : ("ConfigMap", volume?.ConfigMap?.Name ?? "");
        return known.TryGetValue(source, out var keys) && keys.Contains(Path.GetFileName(file));
    }
}
