using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Simulate;

/// <summary>The options that say how bad a network is.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<double> _loss = new("--loss") { Description = "The part of the packets that is lost. Such as 30%.", HelpName = "PERCENT", CustomParser = ParsePercent };
    private readonly Option<TimeSpan> _latency = Arguments.Duration("--latency", "How long a packet takes one way.", TimeSpan.Zero);
    private readonly Option<TimeSpan> _jitter = Arguments.Duration("--jitter", "How much longer or shorter than that, at most.", TimeSpan.Zero);
    private readonly Option<double?> _bandwidth = new("--bandwidth") { Description = "What passes for one connection, each way. Such as 64kbit/s.", HelpName = "RATE", CustomParser = ParseRate };
    private readonly Option<TimeSpan> _blackout = Arguments.Duration("--blackout", "How long nothing passes, again and again.", TimeSpan.Zero);
    private readonly Option<TimeSpan> _blackoutEvery = Arguments.Duration("--blackout-every", "How long it is from one black-out's beginning to the next's.", TimeSpan.FromMinutes(10));
    private readonly Option<TimeSpan> _addresses = Arguments.Duration("--address-change-every", "After how long devices have another address, and their connections are gone.", TimeSpan.Zero);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _loss, _latency, _jitter, _bandwidth, _blackout, _blackoutEvery, _addresses })
        {
            command.Add(option);
        }
    }

    public NetworkTerms TermsOf(ParseResult result) => new()
    {
        Latency = result.GetValue(_latency),
        Jitter = result.GetValue(_jitter),
        Loss = result.GetValue(_loss),
        BitsPerSecond = result.GetValue(_bandwidth),
        Blackout = result.GetValue(_blackout),
        BlackoutEvery = result.GetValue(_blackout) > TimeSpan.Zero ? result.GetValue(_blackoutEvery) : TimeSpan.Zero,
        AddressChangeEvery = result.GetValue(_addresses),
    };

    private static double ParsePercent(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 90 && text.EndsWith('%'))
        {
            return percent / 100;
        }

        result.AddError($"'{text}' is not a part such as 30%, 0% to 90%.");
        return 0;
    }

    private static double? ParseRate(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        foreach (var (unit, factor) in new[] { ("kbit/s", 1e3), ("Mbit/s", 1e6) })
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 1e6)
            {
                return rate * factor;
            }
        }

        result.AddError($"'{text}' is not a rate such as 64kbit/s or 2Mbit/s.");
        return null;
    }
}
