using Grpc.Core;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>What a caller says a call is for.</summary>
internal static class Purpose
{
    private const string Key = "taskforce-purpose";
    private const int Longest = 64;

    /// <summary>The stated purpose; empty if there is none, or if it is a text rather than a code: texts are not kept.</summary>
    public static string Of(ServerCallContext context) =>
        context.RequestHeaders.GetValue(Key) is { Length: > 0 and <= Longest } stated
            && stated.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? stated
            : "";
}
