using TaskForce.Cli.Simulate;

namespace TaskForce.Cli.Tests.Simulate;

public class BadLineTests
{
    private static readonly DateTimeOffset Noon = new(2030, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Arrival_Latency_IsThatMuchLater() =>
        Assert.Equal(Noon.AddMilliseconds(200), Line(new() { Latency = TimeSpan.FromMilliseconds(200) }).Arrival(Noon, 100));

    [Fact]
    public void Arrival_ThinLine_TakesItsTimeAndQueues()
    {
        var line = Line(new() { BitsPerSecond = 64_000 });
        var packet = TimeSpan.FromSeconds((BadLine.PacketBytes + BadLine.HeaderBytes) * 8 / 64_000.0);

        Assert.Equal(packet.TotalSeconds, (line.Arrival(Noon, BadLine.PacketBytes) - Noon).TotalSeconds, 0.001);
        Assert.Equal(packet.TotalSeconds * 2, (line.Arrival(Noon, BadLine.PacketBytes) - Noon).TotalSeconds, 0.001);
    }

    [Fact]
    public void Arrival_AnyTermsAndSeed_IsNeverBeforeWhatWasSentEarlierNorBeforeItWasSent()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var line = new BadLine(
                new()
                {
                    Latency = TimeSpan.FromMilliseconds(random.Next(300)),
                    Jitter = TimeSpan.FromMilliseconds(random.Next(300)),
                    Loss = random.NextDouble() * 0.6,
                    BitsPerSecond = random.Next(2) == 0 ? null : 64_000,
                    Blackout = TimeSpan.FromSeconds(random.Next(5)),
                    BlackoutEvery = TimeSpan.FromSeconds(10),
                },
                Noon, random);
            var (now, last) = (Noon, Noon);
            for (var i = 0; i < 50; i++)
            {
                now += TimeSpan.FromMilliseconds(random.Next(1000));
                var arrival = line.Arrival(now, random.Next(1, 5000));
                Assert.True(arrival >= last && arrival >= now, $"Seed {seed}: sent {now:O}, there {arrival:O}, before that {last:O}.");
                last = arrival;
            }
        }
    }

    [Fact]
    public void Arrival_ThreeInTenAreLost_ThatManyComeLate()
    {
        var line = Line(new() { Loss = 0.3 });

        // A second between them: none waits for another.
        var late = Enumerable.Range(0, 10_000).Count(i => line.Arrival(Noon.AddHours(i), 100) > Noon.AddHours(i));

        Assert.InRange(late, 2800, 3200);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(599, 599)]
    [InlineData(600, 720)]
    [InlineData(719, 720)]
    [InlineData(720, 720)]
    [InlineData(1210, 1320)]
    public void AfterBlackout_TwoMinutesEveryTen_NothingPassesMeanwhile(int seconds, int there)
    {
        var terms = new NetworkTerms { Blackout = TimeSpan.FromMinutes(2), BlackoutEvery = TimeSpan.FromMinutes(10) };

        Assert.Equal(Noon.AddSeconds(there), BadLine.AfterBlackout(terms, Noon, Noon.AddSeconds(seconds)));
        Assert.Equal(Noon.AddSeconds(there), new BadLine(terms, Noon, new(1)).Arrival(Noon.AddSeconds(seconds), 100));
    }

    private static BadLine Line(NetworkTerms terms) => new(terms, Noon, new(1));
}
