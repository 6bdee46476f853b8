using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TaskForce.Client.Tests.Packages;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Client.Tests.Examples;

public sealed class FieldUnitExampleTests : IAsyncLifetime
{
    private readonly FakeServer _server = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-unit-").FullName;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Example_OrderComes_TheServerHearsEverythingThatItReports()
    {
        _server.Orders = after => after > 0 ? [] :
        [
            new()
            {
                Sequence = 1,
                Type = OrderEvent.Types.Type.Issued,
                Order = new() { Name = "missions/m/orders/o", Kind = Kind.Deploy, Title = "Go to the port", IssueTime = new() { Seconds = 1 } },
            },
        ];
        using var germany = new Signatory("DE");
        _server.PackageKeys = () => new() { Keys = { germany.Public } };
        _server.Package = _ => germany.Sign(Package("o"));
        var told = new ConcurrentQueue<string>();
        using var tokens = new BearerTokens((_, _) => Task.FromResult(new BearerToken("token", DateTimeOffset.MaxValue)));
        await using var unit = FieldUnitExample.Start(_server.Door, tokens, Path.Combine(_directory, "unit"), told.Enqueue);
        using var end = new CancellationTokenSource();
        var work = FieldUnitExample.WorkAsync(unit, told.Enqueue, end.Token);

        var reports = new List<object>();
        while (reports.Count < 5)
        {
            reports.Add(await _server.Reports.NextAsync());
        }

        Assert.Equal([Rung.Stored, Rung.Displayed, Rung.Accepted], reports.OfType<AcknowledgeOrderRequest>().Select(report => report.Rung));
        Assert.Single(reports.OfType<ReportProgressRequest>());
        Assert.Single(reports.OfType<Geolocation.V1.StreamPositionsRequest>());
        Assert.Equal("Shots fired", (await FieldUnitExample.CallForHelpAsync(unit).InTime()).Message);
        Assert.Contains(told, text => text.Contains("Go to the port", StringComparison.Ordinal));
        while (unit.PackageOf("missions/m/orders/o") is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        FieldUnitExample.Show(unit, "missions/m/orders/o", told.Enqueue);
        var file = Path.Combine(_directory, "order.tfp");
        await File.WriteAllBytesAsync(file, germany.Sign(Package("by-hand")).CoseSign.ToByteArray());
        FieldUnitExample.Take(unit, file, told.Enqueue);
        Assert.Contains("Signed by DE: Observe.", told);
        Assert.Contains("Taken: by-hand", told);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    private static TaskPackage Package(string order)
    {
        var package = Signatory.Order(order);
        package.Mandate = new() { PowersText = "Observe." };
        return package;
    }

    // What a reader copies is what was compiled and run.
    [Fact]
    public void Document_EachBlockOfCode_IsThatOfTheExample()
    {
        var example = Plain(File.ReadAllText(Path.Combine(Here(), "FieldUnitExample.cs")));
        var blocks = File.ReadAllText(Path.Combine(Here(), "..", "..", "..", "docs", "field-units.md")).Split("```csharp\n")[1..].Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(Plain(block), example, StringComparison.Ordinal));
    }

    private static string Plain(string code) => string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
