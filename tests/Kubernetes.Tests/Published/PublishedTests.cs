namespace TaskForce.Kubernetes.Tests.Published;

/// <summary>Each service, as it is published, starts with what its manifest gives it, and answers its probes.</summary>
public sealed class PublishedTests(Layout layout, Database database) : IClassFixture<Layout>, IClassFixture<Database>
{
    private static readonly string[] Services = ["gateway", "tasking", "roster", "geolocation", "partners", "takbridge"];

    /// <summary>Every service of every overlay; that with Kafka gives them the same as its other.</summary>
    public static TheoryData<string, string> Pods
    {
        get
        {
            var pods = new TheoryData<string, string>();
            foreach (var overlay in Overlay.Names.Where(name => !name.EndsWith("kafka", StringComparison.Ordinal)))
            {
                foreach (var service in Services)
                {
                    pods.Add(overlay, service);
                }
            }

            return pods;
        }
    }

    [Theory]
    [MemberData(nameof(Pods))]
    public async Task Service_AsItsManifestStartsIt_AnswersItsProbesAndEnds(string overlay, string service)
    {
        var all = Overlay.Get(overlay);
        var before = layout.Files(service);
        using var pod = new Pod(all, service, layout, database.Authority, database.Port);

        await pod.ProbeAsync(pod.Startup);
        await pod.ProbeAsync(pod.Liveness);
        await pod.ProbeAsync(pod.Readiness);

        Assert.NotEqual("0", pod.UserId);
        Assert.Equal(before, layout.Files(service));
        Assert.Equal(0, await pod.StopAsync());
        Assert.DoesNotContain("Unhandled exception", pod.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_ByTheRulesOfItsManifest_LetsEachServiceIntoItsOwnAlone()
    {
        Assert.Null(await database.RefusalAsync("tasking", "tasking"));
        Assert.NotNull(await database.RefusalAsync("roster", "tasking"));
        // Somebody else's name by one's own certificate.
        Assert.NotNull(await database.RefusalAsync("roster", "tasking", "tasking"));
    }
}
