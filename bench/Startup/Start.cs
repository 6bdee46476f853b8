using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using TaskForce.Testing;

namespace TaskForce.Startup;

/// <summary>One start.</summary>
/// <param name="Milliseconds">From the start of the process to its first answer.</param>
/// <param name="Megabytes">Resident, two seconds later.</param>
internal sealed record Start(double Milliseconds, double Megabytes)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<Start> MeasureAsync(Layout layout)
    {
        var data = Directory.CreateTempSubdirectory("taskforce-startup-");
        var ports = Ports.Take(3);
        var began = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(Command(layout, data.FullName, ports))!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{ports[1]}");
            while (!await AnswersAsync(layout, channel))
            {
                if (process.HasExited || TimeProvider.System.GetElapsedTime(began) > Patience)
                {
                    throw new InvalidOperationException($"{layout.Service}, {layout.Mode}, does not start.");
                }

                await Task.Delay(Poll, TimeProvider.System);
            }

            var took = TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(Rest, TimeProvider.System);
            return new(took.TotalMilliseconds, Resident(process.Id));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            data.Delete(recursive: true);
        }
    }

    // The gateway's own health is that of all behind it; whether it answers at all is what is asked of it here.
    private static async Task<bool> AnswersAsync(Layout layout, GrpcChannel channel)
    {
        try
        {
            var answer = await new Health.HealthClient(channel).CheckAsync(new(), deadline: TimeProvider.System.GetUtcNow().AddSeconds(30).UtcDateTime);
            return layout.Service == "Gateway" || answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    private static ProcessStartInfo Command(Layout layout, string data, List<int> ports)
    {
        var start = new ProcessStartInfo(layout.Command[0], layout.Command[1..]) { WorkingDirectory = layout.Directory, RedirectStandardOutput = true, RedirectStandardInput = true };
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Data__Directory"] = data,
            ["Kestrel__Endpoints__Http__Url"] = $"http://127.0.0.1:{ports[0]}",
            ["Kestrel__Endpoints__Grpc__Url"] = $"http://127.0.0.1:{ports[1]}",
            ["Tak__Plain__Address"] = $"127.0.0.1:{ports[2]}",
            ["Tak__Plain__Nation"] = "DE",
            ["Tak__Plain__Member"] = "members/de-falke-03",
            ["Tak__Plain__Device"] = "devices/tak-demo",
            ["Lifetime__FollowsInput"] = "true",
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return start;
    }

    private static double Resident(int process)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status")).Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
