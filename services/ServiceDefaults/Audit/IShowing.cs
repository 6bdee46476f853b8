using Google.Protobuf;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>An answer that is no message of the contract, and says itself whom it shows.</summary>
public interface IShowing
{
    /// <summary>The message that it stands for; null if there are only its bytes.</summary>
    IMessage? Message { get; }

    /// <summary>Whom it shows besides: resource names and their nations.</summary>
    IReadOnlyCollection<(string Name, string Nation)> Shown { get; }
}
