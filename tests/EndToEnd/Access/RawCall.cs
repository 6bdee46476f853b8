using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using TaskForce.Testing;

namespace TaskForce.EndToEnd.Access;

/// <summary>What a call was answered: its code, the reason of a refusal, and for REST the HTTP status.</summary>
public sealed record Answer(StatusCode Code, string? Reason, HttpStatusCode? Http = null);

/// <summary>Any method of the contracts, called with any token by any protocol, with no more of a request than shows whether one may call it.</summary>
internal static partial class RawCall
{
    /// <summary>Whether a protocol can call a method at all: not every one has a path, and browsers cannot stream requests.</summary>
    public static bool IsThere(string protocol, MethodDescriptor method) => protocol switch
    {
        "grpc" => true,
        "grpc-web" => !method.IsClientStreaming,
        _ => RuleOf(method) is not null,
    };

    /// <summary>Calls a method with a request, or with one that every watch refuses as wrong and so answers at once.</summary>
    public static Task<Answer> CallAsync(AccessWorld world, string protocol, MethodDescriptor method, string? token, IMessage? request = null) => protocol == "rest"
        ? RestAsync(world.Rest, method, token)
        : GrpcAsync(world.Door(web: protocol == "grpc-web"), method, token, (request ?? Minimal(method)).ToByteArray());

    /// <summary>The same by gRPC at any door.</summary>
    public static Task<Answer> CallAsync(CallInvoker door, MethodDescriptor method, string? token) => GrpcAsync(door, method, token, Minimal(method).ToByteArray());

    private static IMessage Minimal(MethodDescriptor method)
    {
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        method.InputType.FindFieldByName("after")?.Accessor.SetValue(request, -1L);
        return request;
    }

    private static async Task<Answer> GrpcAsync(CallInvoker door, MethodDescriptor method, string? token, byte[] request)
    {
        var answer = await AnyCall.CallAsync(door, method, request, AccessWorld.HeadersOf(token));
        return new(answer.Code, answer.Reason);
    }

    private static async Task<Answer> RestAsync(HttpClient http, MethodDescriptor method, string? token)
    {
        var (verb, path) = RuleOf(method)!.Value;
        var query = verb == HttpMethod.Get && method.InputType.FindFieldByName("after") is not null ? "?after=-1" : "";
        using var request = new HttpRequestMessage(verb, path + query);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = verb == HttpMethod.Get || verb == HttpMethod.Delete ? null : new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.IsSuccessStatusCode)
        {
            return new(StatusCode.OK, null, response.StatusCode);
        }

        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return new(Enum.Parse<StatusCode>(problem.GetProperty("code").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true), problem.GetProperty("reason").GetString(), response.StatusCode);
    }

    private static (HttpMethod Verb, string Path)? RuleOf(MethodDescriptor method) => method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) switch
    {
        { Get.Length: > 0 } rule => (HttpMethod.Get, Fill(rule.Get)),
        { Post.Length: > 0 } rule => (HttpMethod.Post, Fill(rule.Post)),
        { Patch.Length: > 0 } rule => (HttpMethod.Patch, Fill(rule.Patch)),
        { Delete.Length: > 0 } rule => (HttpMethod.Delete, Fill(rule.Delete)),
        _ => null,
    };

    private static string Fill(string template) => Variable().Replace(template, match => match.Groups["form"] is { Success: true } form
        ? form.Value.Replace("**", "members/x", StringComparison.Ordinal).Replace("*", "x", StringComparison.Ordinal)
        : 'x'.ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\{[^}=]+(=(?<form>[^}]+))?\}")]
    private static partial Regex Variable();
}
