using Google.Protobuf;
using TaskForce.Fuzz.Values;
using TaskForce.Type.V1;

namespace TaskForce.Fuzz.Cases;

/// <summary>Makes the cases of a run: the same seed and number give the same dice.</summary>
internal sealed class CaseMaker(Pool pool, MessageMaker messages, int seed)
{
    // The server closes a connection whose first line is longer than 8 KiB, before anything of ours is asked.
    private const int LongestTarget = 7000;

    private static readonly string[] Everybody = ["dispatcher.de", "commander.ma", "auditor.de", "partner.demo", "service:tasking", "field:de-falke-01"];

    private static readonly (string Name, string Value)[] Oddities =
    [
        ("grpc-timeout", "1n"), ("grpc-timeout", "99999999H"), ("grpc-timeout", "-1S"), ("grpc-timeout", "x"), ("grpc-encoding", "gzip"), ("grpc-encoding", "deflate"), ("grpc-encoding", "none-such"),
        ("grpc-accept-encoding", "gzip,,x"), ("accept-encoding", "br;q=9"), ("accept", "text/html"), ("accept-language", "ar,x;;"), ("x-forwarded-for", "::1, x"), ("content-encoding", "gzip"), ("content-language", "\u007f"),
        ("traceparent", "00-0-0-0"), ("baggage", "a=%00"), ("expect", "x"), ("range", "bytes=9-1"), ("if-none-match", "*"), ("x-http-method-override", "TRACE"), ("grpc-status", "2"), ("user-agent", "\u0001"),
    ];

    public Case Make(int index)
    {
        var dice = new Random(HashCode.Combine(seed, index));
        var rpc = Rpc.All[dice.Next(Rpc.All.Count)];
        var door = (Door)dice.Next(rpc.Routes.Count > 0 ? 3 : 2);
        var profile = Profile(rpc, dice);
        var made = door == Door.Rest ? Rest(rpc, profile, dice) : Framed(rpc, door, profile, dice);
        return made with { Index = index, Headers = dice.Next(20) == 0 ? [Oddities[dice.Next(Oddities.Length)]] : [] };
    }

    private Case Framed(Rpc rpc, Door door, string profile, Random dice)
    {
        var type = door == Door.Grpc ? "application/grpc" : "application/grpc-web+proto";
        var (body, isFramed) = dice.Next(20) switch
        {
            0 => (Frames.Wrap(Spoiler.Noise(dice.Next(200), dice)), false),
            1 => (Spoiler.Frame(Message(rpc, dice).ToByteArray(), dice), false),
            2 => (Frames.Wrap(Spoiler.Unknown(Message(rpc, dice).ToByteArray(), dice)), false),
            3 or 4 => (Frames.Wrap(Spoiler.Bytes(Message(rpc, dice).ToByteArray(), dice)), false),
            _ => (Frames.Wrap(Message(rpc, dice).ToByteArray()), true),
        };
        if (rpc.Method.IsClientStreaming && isFramed)
        {
            body = [.. body, .. Frames.Wrap(Message(rpc, dice).ToByteArray())];
        }

        return new(rpc, door, profile, "POST", rpc.Path, body) { ContentType = type, IsFramed = isFramed && !rpc.Method.IsClientStreaming };
    }

    private Case Rest(Rpc rpc, string profile, Random dice)
    {
        var route = rpc.Routes[dice.Next(rpc.Routes.Count)];
        var (target, json) = RestWriter.Write(route, Message(rpc, dice));
        if (json.Length > 0)
        {
            var body = dice.Next(3) == 0 ? Spoiler.Text(json, dice) : System.Text.Encoding.UTF8.GetBytes(json);
            return new(rpc, Door.Rest, profile, route.Verb, target[..Math.Min(LongestTarget, target.Length)], body) { ContentType = dice.Next(30) == 0 ? "text/plain" : "application/json" };
        }

        // A query that names nothing, or names something twice.
        var odd = dice.Next(6) == 0 ? $"{(target.Contains('?', StringComparison.Ordinal) ? "&" : "?")}{Uri.EscapeDataString(WildValues.Text(dice))}=1&page_size=x" : "";
        return new(rpc, Door.Rest, profile, route.Verb, (target + odd)[..Math.Min(LongestTarget, target.Length + odd.Length)], []);
    }

    private IMessage Message(Rpc rpc, Random dice)
    {
        if (dice.Next(5) == 0)
        {
            return MessageMaker.Wild(rpc.Method.InputType, dice);
        }

        var message = messages.Tame(rpc, dice);
        for (var left = dice.Next(4) - 1; left > 0; left--)
        {
            MessageMaker.Spoil(message, dice);
        }

        return message;
    }

    private string Profile(Rpc rpc, Random dice)
    {
        var nation = dice.Next(2) == 0 ? "de" : "ma";
        // What anyone may call has no roles.
        return rpc.Roles.Count == 0 || dice.Next(25) == 0 ? Everybody[dice.Next(Everybody.Length)] : rpc.Roles[dice.Next(rpc.Roles.Count)] switch
        {
            Role.Dispatcher => $"dispatcher.{nation}",
            Role.Commander => $"commander.{nation}",
            Role.Auditor => $"auditor.{nation}",
            Role.Partner => "partner.demo",
            Role.Field => $"field:{Member(dice)}",
            _ => "service:tasking",
        };
    }

    // Those who have orders rather than anybody; a few people, since each is signed in.
    private string Member(Random dice) =>
        (pool.Text("recipient", dice) ?? pool.Name("members/*", dice)) is { } name && name.Split('/') is ["members", var id] ? id : "de-falke-01";
}
