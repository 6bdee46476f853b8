using Grpc.Core;

namespace TaskForce.Cli.Up;

/// <summary>Starts the services, says when they are ready, keeps them running, and stops them.</summary>
/// <param name="services">What to start, in the order in which to stop.</param>
/// <param name="doors">Where they will answer.</param>
/// <param name="screen">Where to say what happens.</param>
/// <param name="clock">The clock.</param>
internal sealed class Runner(IReadOnlyList<ServiceSpec> services, Doors doors, Screen screen, TimeProvider clock)
{
    /// <summary>Runs until <paramref name="stop"/>; returns when all services have ended.</summary>
    /// <param name="logs">The directory of the logs.</param>
    /// <param name="seed">Runs when all doors answer and before TaskForce is called ready.</param>
    /// <param name="stop">Ends it all.</param>
    /// <exception cref="UpException">A service does not start, or seeding failed; all others have been stopped.</exception>
    public async Task RunAsync(string logs, Func<Doors, CancellationToken, Task> seed, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var supervisors = services.Select(service => Supervise(service, logs)).ToList();
        try
        {
            using var inOrder = end.Token.UnsafeRegister(_ => supervisors.ForEach(supervisor => supervisor.Stop()), null);
            await Task.WhenAll([.. supervisors.Select(s => s.RunAsync()).Append(GetReadyAsync(supervisors, seed, end.Token)).Select(part => OrEndAllAsync(part, end))]);
        }
        finally
        {
            supervisors.ForEach(supervisor => supervisor.Dispose());
        }
    }

    private Supervisor Supervise(ServiceSpec service, string logs) =>
        new(service, new ServiceLog(Path.Combine(logs, $"{service.Name}.log")), screen, clock);

    private async Task GetReadyAsync(List<Supervisor> supervisors, Func<Doors, CancellationToken, Task> seed, CancellationToken end)
    {
        try
        {
            using var readiness = new Readiness(doors, screen, clock);
            await readiness.WaitAsync(end);
            supervisors.ForEach(supervisor => supervisor.MarkReady());
            await seed(doors, end);
            Welcome();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Stopped before it was ready.
        }
        catch (Exception fault) when (fault is RpcException or HttpRequestException)
        {
            throw new UpException($"The first data could not be laid down: {fault.Message}", fault);
        }
    }

    private void Welcome()
    {
        screen.Say($"  HTTP/1.1  {doors.Http.ToString().TrimEnd('/'),-22}  page, REST, gRPC-Web");
        screen.Say($"  gRPC      {doors.Grpc.ToString().TrimEnd('/'),-22}  cleartext HTTP/2");
        if (doors.Tls is { } tls)
        {
            screen.Say($"  TLS       {tls.ToString().TrimEnd('/'),-22}  all of these, and devices by their certificates");
        }

        if (doors.Tak is { } tak)
        {
            screen.Say($"  TAK       {tak.ToString().TrimEnd('/'),-22}  ATAK, WinTAK, by their devices' certificates");
        }

        foreach (var (service, where) in doors.Metrics)
        {
            screen.Say($"  metrics   {where,-22}  of the {service} service, for Prometheus");
        }

        screen.Say($"  try       {"bin/taskforce demo",-22}  in a second shell");
        screen.Say("TaskForce is ready");
    }

    private static async Task OrEndAllAsync(Task part, CancellationTokenSource end)
    {
        try
        {
            await part;
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }
}
