using System.Globalization;

namespace TaskForce.Fuzz.Cases;

/// <summary>The ways into TaskForce.</summary>
internal enum Door
{
    /// <summary>gRPC over cleartext HTTP/2.</summary>
    Grpc,

    /// <summary>gRPC-Web over HTTP/1.1.</summary>
    GrpcWeb,

    /// <summary>JSON over HTTP/1.1.</summary>
    Rest,
}

/// <summary>One request, exactly as it is sent.</summary>
/// <param name="Rpc">What is called.</param>
/// <param name="Door">Where.</param>
/// <param name="Profile">As whom.</param>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Body">The whole body: for gRPC the framed message.</param>
internal sealed record Case(Rpc Rpc, Door Door, string Profile, string Verb, string Target, byte[] Body)
{
    /// <summary>Which of the run's cases it is.</summary>
    public int Index { get; init; }

    /// <summary>The type of the body; empty for none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>More headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether the body is one well-framed message of the contract, which can be made smaller field by field.</summary>
    public bool IsFramed { get; init; }

    /// <summary>All of it in one line, to be sent again.</summary>
    public string ToLine() => string.Join('\t',
    [
        Rpc.ToString(), Door.ToString(), Profile, Verb, Target, ContentType, Convert.ToBase64String(Body), .. Headers.SelectMany(header => new[] { header.Name, header.Value }),
    ]);

    /// <summary>Reads what <see cref="ToLine"/> wrote.</summary>
    public static Case FromLine(string line)
    {
        var parts = line.Split('\t');
        return new(Rpc.All.Single(rpc => rpc.ToString() == parts[0]), Enum.Parse<Door>(parts[1]), parts[2], parts[3], parts[4], Convert.FromBase64String(parts[6]))
        {
            ContentType = parts[5],
            Headers = [.. parts[7..].Chunk(2).Select(pair => (pair[0], pair[1]))],
        };
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"case {Index}: {Rpc} by {Door} as {Profile}");
}
