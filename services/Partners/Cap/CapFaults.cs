using System.Xml;
using System.Xml.Linq;

namespace TaskForce.Partners.Cap;

/// <summary>Collects what is wrong with an alert, each with its path and its line.</summary>
internal sealed class CapFaults
{
    // More than anybody reads; enough to see that a document is of another kind.
    private const int MostFaults = 100;
    private const int MostInSentence = 10;

    private readonly List<Violation> _found = [];

    public bool None => _found.Count == 0;

    /// <summary>Notes a fault of an element.</summary>
    public void Note(XElement at, string description)
    {
        if (_found.Count < MostFaults)
        {
            _found.Add(new(PathOf(at), $"{description} (line {((IXmlLineInfo)at).LineNumber})"));
        }
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>CAP_INVALID</c>, with every fault.</exception>
    public void ThrowIfAny()
    {
        if (!None)
        {
            var more = _found.Count > MostInSentence ? $"; and {_found.Count - MostInSentence} more" : "";
            throw new DomainException(Fault.Invalid, "CAP_INVALID", string.Join("; ", _found.Take(MostInSentence).Select(fault => $"{fault.Field} {fault.Description}")) + more + ".", _found);
        }
    }

    // As XPath has it, with a number where there are several: alert/info[2]/area/polygon.
    private static string PathOf(XElement element)
    {
        var same = element.Parent?.Elements(element.Name).ToList();
        var number = same is { Count: > 1 } ? $"[{same.IndexOf(element) + 1}]" : "";
        return (element.Parent is { } parent ? PathOf(parent) + "/" : "") + element.Name.LocalName + number;
    }
}
