namespace TaskForce.TakBridge.Cot;

/// <summary>
/// Finds where an XML element that is sent byte by byte ends, without understanding it: how deep it nests, what is quoted, what is a comment. It refuses what
/// an event does not need, document types before all, so that no parser ever sees them. Give it each byte once.
/// </summary>
/// <param name="deepest">How deep elements may nest.</param>
internal struct XmlScanner(int deepest)
{
    private const string Comment = "--";
    private const string CharacterData = "[CDATA[";

    private Place _place;
    private int _depth;
    private int _matched;
    private bool _isCharacterData;
    private bool _isOver;

    private enum Place
    {
        Text, Opened, StartTag, StartTagSlash, SingleQuoted, DoubleQuoted, EndTag, Instruction, Declaration, Quiet,
    }

    /// <summary>Takes the next byte; true if the element ends with it.</summary>
    /// <exception cref="CotException">It is no element, or one that nests too deep, or there is a document type.</exception>
    public bool Take(byte next)
    {
        _isOver = false;
        _place = _place switch
        {
            Place.Text => next == '<' ? Place.Opened : InText(next),
            Place.Opened => Open(next),
            Place.StartTag => InStartTag(next),
            Place.StartTagSlash => next == '>' ? End() : InStartTag(next),
            Place.SingleQuoted => next == '\'' ? Place.StartTag : Place.SingleQuoted,
            Place.DoubleQuoted => next == '"' ? Place.StartTag : Place.DoubleQuoted,
            Place.EndTag => next == '>' ? Close() : Place.EndTag,
            Place.Instruction => InInstruction(next),
            Place.Declaration => Declare(next),
            _ => InQuiet(next),
        };
        return _isOver;
    }

    private readonly Place InText(byte next) => _depth > 0 || IsBlank(next) ? Place.Text : throw new CotException("There is text where an event should begin.");

    private Place Open(byte next)
    {
        _matched = 0;
        switch (next)
        {
            case (byte)'/' when _depth > 0:
                return Place.EndTag;
            case (byte)'?':
                return Place.Instruction;
            case (byte)'!':
                return Place.Declaration;
            case >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'_' or >= 0x80:
                return Place.StartTag;
            default:
                throw new CotException("There is no element after '<'.");
        }
    }

    private Place InStartTag(byte next) => next switch
    {
        (byte)'\'' => Place.SingleQuoted,
        (byte)'"' => Place.DoubleQuoted,
        (byte)'/' => Place.StartTagSlash,
        (byte)'>' => Deepen(),
        (byte)'<' => throw new CotException("There is '<' within a tag."),
        _ => Place.StartTag,
    };

    private Place Deepen() => ++_depth <= deepest ? Place.Text : throw new CotException($"Elements nest deeper than {deepest}.");

    private Place Close()
    {
        _depth--;
        return End();
    }

    private Place End()
    {
        _isOver = _depth == 0;
        return Place.Text;
    }

    private Place InInstruction(byte next)
    {
        var isEnd = next == '>' && _matched == 1;
        _matched = next == '?' ? 1 : 0;
        return isEnd ? Place.Text : Place.Instruction;
    }

    private Place Declare(byte next)
    {
        _isCharacterData = _matched == 0 ? next == '[' : _isCharacterData;
        var word = _isCharacterData ? CharacterData : Comment;
        if (next != word[_matched])
        {
            throw new CotException("Document types and the like are not taken.");
        }

        if (++_matched < word.Length)
        {
            return Place.Declaration;
        }

        _matched = 0;
        return _isCharacterData && _depth == 0 ? throw new CotException("There is text where an event should begin.") : Place.Quiet;
    }

    // Within a comment or character data: nothing counts until the two marks and '>' that end it.
    private Place InQuiet(byte next)
    {
        var mark = _isCharacterData ? ']' : '-';
        if (next == '>' && _matched == 2)
        {
            return Place.Text;
        }

        _matched = next == mark ? Math.Min(_matched + 1, 2) : 0;
        return Place.Quiet;
    }

    private static bool IsBlank(byte next) => next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
