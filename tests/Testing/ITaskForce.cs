using TaskForce.Client;

namespace TaskForce.Testing;

/// <summary>Running processes behind one gateway.</summary>
public interface ITaskForce
{
    /// <summary>A connection as a profile of the demo issuer; the caller disposes it.</summary>
    TaskForceConnection Connect(string profile);
}
