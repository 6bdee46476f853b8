using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A request that names itself, so that asking it again gets the first answer.</summary>
/// <param name="Subject">Who asks, <see cref="Caller.Key"/>.</param>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Hash">Of the request and its kind: the same id for another question is an error.</param>
internal sealed record Question(string Subject, Guid RequestId, byte[] Hash)
{
    /// <summary>The question that a request asks, or null if it has no request id.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if the id is not a UUID.</exception>
    public static Question? Of(IMessage request, Caller caller)
    {
        var text = request.Descriptor.FindFieldByName("request_id")?.Accessor.GetValue(request) as string;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return Guid.TryParseExact(text, "D", out var id)
            ? new(caller.Key, id, SHA256.HashData([.. Encoding.UTF8.GetBytes(request.Descriptor.FullName), .. request.ToByteArray()]))
            : throw new DomainException(Fault.Invalid, "INVALID_FIELDS", $"request_id must be a UUID, not '{text}'.", [new("request_id", "must be a UUID")]);
    }

    /// <summary>The first answer.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>REQUEST_ID_REUSED</c>, if the first question was another.</exception>
    public TResponse Recall<TResponse>(AnswerRow known) where TResponse : IMessage<TResponse>, new()
    {
        if (!known.Question.AsSpan().SequenceEqual(Hash))
        {
            throw new DomainException(Fault.Invalid, "REQUEST_ID_REUSED", $"The request id {RequestId} was used for another request.",
                [new("request_id", "was used for another request")]);
        }

        return new MessageParser<TResponse>(() => new()).ParseFrom(known.Answer);
    }

    /// <summary>The row that remembers an answer.</summary>
    public AnswerRow Remember(IMessage answer, DateTimeOffset now) => new()
    {
        Subject = Subject,
        RequestId = RequestId,
        Question = Hash,
        Answer = answer.ToByteArray(),
        Time = now.UtcTicks,
    };
}
