namespace TaskForce.Partners.Stix;

/// <summary>Collects what is wrong with a bundle, each with its path.</summary>
internal sealed class StixFaults
{
    // More than anybody reads; enough to see that a document is of another kind.
    private const int MostFaults = 100;
    private const int MostInSentence = 10;

    private readonly List<Violation> _found = [];

    /// <summary>Whether no more are noted.</summary>
    public bool IsFull => _found.Count >= MostFaults;

    /// <summary>Notes a fault unless a condition holds.</summary>
    /// <returns>The condition.</returns>
    public bool Check(bool isRight, string path, string description)
    {
        if (!isRight && !IsFull)
        {
            _found.Add(new(path, description));
        }

        return isRight;
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>STIX_INVALID</c>, with every fault.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count > 0)
        {
            var more = _found.Count > MostInSentence ? $"; and {_found.Count - MostInSentence} more" : "";
            throw new DomainException(Fault.Invalid, "STIX_INVALID", string.Join("; ", _found.Take(MostInSentence).Select(fault => $"{fault.Field} {fault.Description}")) + more + ".", _found);
        }
    }

    /// <summary>What is wrong with the whole document.</summary>
    public static DomainException Refuse(string description) => new(Fault.Invalid, "STIX_INVALID", $"The document {description}.", [new("document", description)]);
}
