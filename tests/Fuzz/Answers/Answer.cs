using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using TaskForce.Fuzz.Cases;

namespace TaskForce.Fuzz.Answers;

/// <summary>What came back, in the same words for every door.</summary>
/// <param name="Http">The HTTP status.</param>
/// <param name="Code">The gRPC status; null if a stream was left before its end.</param>
/// <param name="Reason">The reason of the <c>ErrorInfo</c>; null if there is none.</param>
/// <param name="Text">Everything that a person could read of a refusal.</param>
/// <param name="Messages">The messages, of gRPC and gRPC-Web only.</param>
internal sealed record Answer(int Http, StatusCode? Code, string? Reason, string Text, IReadOnlyList<byte[]> Messages)
{
    /// <summary>The text of a REST refusal without a body.</summary>
    public const string Nothing = "not an error object: ";

    public bool IsOk => Code is StatusCode.OK or null;

    /// <summary>Reads an answer of gRPC: the status is in the trailers, or in the headers if there is no message.</summary>
    public static Answer Of(int http, byte[] body, ILookup<string, string> trailers)
    {
        if (trailers["grpc-status"].FirstOrDefault() is not { } status)
        {
            return new(http, null, null, Encoding.UTF8.GetString(body), MessagesOf(body));
        }

        var message = Uri.UnescapeDataString(trailers["grpc-message"].FirstOrDefault() ?? "");
        var details = trailers["grpc-status-details-bin"].FirstOrDefault() is { } bin ? Google.Rpc.Status.Parser.ParseFrom(Unbase64(bin)) : null;
        var reason = details?.Details.FirstOrDefault(detail => detail.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>().Reason;
        return new(http, (StatusCode)int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), reason, $"{message} {details}", MessagesOf(body));
    }

    /// <summary>Reads an answer of gRPC-Web: the trailers are the last frame.</summary>
    public static Answer OfWeb(int http, byte[] body, ILookup<string, string> headers)
    {
        var last = Frames.Read(body).Where(frame => (frame.Flag & 0x80) != 0).Select(frame => frame.Message).LastOrDefault();
        var trailers = last is null ? headers : Encoding.UTF8.GetString(last).Split("\r\n").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0].Trim(), pair => pair[1].Trim());
        return Of(http, body, trailers);
    }

    /// <summary>Reads an answer of REST.</summary>
    public static Answer OfJson(int http, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        if (http is >= 200 and < 300)
        {
            return new(http, StatusCode.OK, null, "", []);
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            var code = Enum.Parse<StatusCode>(json.RootElement.GetProperty("code").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
            return new(http, code, json.RootElement.GetProperty("reason").GetString(), text, []);
        }
        catch (Exception noJson) when (noJson is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return new(http, StatusCode.Unknown, null, Nothing + text, []);
        }
    }

    private static byte[][] MessagesOf(byte[] body) => [.. Frames.Read(body).Where(frame => frame.Flag == 0).Select(frame => frame.Message)];

    private static ByteString Unbase64(string text) => ByteString.FromBase64(text.PadRight((text.Length + 3) / 4 * 4, '='));
}
