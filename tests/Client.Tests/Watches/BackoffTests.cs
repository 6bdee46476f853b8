using CsCheck;

namespace TaskForce.Client.Tests.Watches;

public sealed class BackoffTests
{
    [Fact]
    public void Next_AfterAnyNumberOfFailures_IsBetweenHalfAndAllOfTheDoubledWait() => Gen.Int[0, 40].Sample(failures =>
    {
        var backoff = new Backoff();
        for (var i = 0; i < failures; i++)
        {
            backoff.Next();
        }

        var longest = Math.Min(10, 0.25 * Math.Pow(2, failures));
        Assert.InRange(backoff.Next().TotalSeconds, longest / 2, longest);
    });

    [Fact]
    public void Reset_AfterFailures_BeginsAnew()
    {
        var backoff = new Backoff();
        for (var i = 0; i < 10; i++)
        {
            backoff.Next();
        }

        backoff.Reset();

        Assert.InRange(backoff.Next().TotalSeconds, 0.125, 0.25);
    }
}
