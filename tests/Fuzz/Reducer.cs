using System.Collections;
using Google.Protobuf;
using TaskForce.Fuzz.Answers;
using TaskForce.Fuzz.Cases;

namespace TaskForce.Fuzz;

/// <summary>Leaves out of a failing case what it fails without.</summary>
internal sealed class Reducer(Doors doors)
{
    private const int MostCalls = 150;

    private int _calls;

    public async Task<Case> ReduceAsync(Case failing, string fault, CancellationToken cancellation)
    {
        _calls = 0;
        var smaller = failing.Headers.Count > 0 ? await FirstFailingAsync([failing with { Headers = [] }], fault, cancellation) ?? failing : failing;
        while (await FirstFailingAsync(Smaller(smaller), fault, cancellation) is { } next)
        {
            smaller = next;
        }

        return smaller;
    }

    private async Task<Case?> FirstFailingAsync(IEnumerable<Case> candidates, string fault, CancellationToken cancellation)
    {
        foreach (var candidate in candidates)
        {
            if (_calls++ >= MostCalls)
            {
                return null;
            }

            var (answer, broken) = await doors.CallAsync(candidate, cancellation);
            if ((broken ?? Judge.Fault(candidate, answer!)) == fault)
            {
                return candidate;
            }
        }

        return null;
    }

    private static IEnumerable<Case> Smaller(Case failing)
    {
        if (failing.IsFramed)
        {
            var message = failing.Rpc.Method.InputType.Parser.ParseFrom(failing.Body.AsSpan(Frames.Prefix));
            return WithoutAField(message).Select(smaller => failing with { Body = Frames.Wrap(smaller) });
        }

        return failing.Body.Length > Frames.Prefix ? WithoutAPart(failing) : [];
    }

    private static IEnumerable<Case> WithoutAPart(Case failing)
    {
        for (var length = failing.Body.Length / 2; length > failing.Body.Length / 64; length /= 2)
        {
            for (var at = 0; at + length <= failing.Body.Length; at += length)
            {
                yield return failing with { Body = [.. failing.Body[..at], .. failing.Body[(at + length)..]] };
            }
        }
    }

    // Each copy lacks one field that is set somewhere in the message, outermost first, or the first half of a list.
    private static IEnumerable<byte[]> WithoutAField(IMessage message)
    {
        for (var i = 0; ; i++)
        {
            var copy = message.Descriptor.Parser.ParseFrom(message.ToByteString());
            var left = i;
            if (!Clear(copy, ref left))
            {
                yield break;
            }

            yield return copy.ToByteArray();
        }
    }

    private static bool Clear(IMessage message, ref int left)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsMap))
        {
            var value = field.Accessor.GetValue(message);
            if (value is IList { Count: 0 } or null || value.Equals(field.FieldType == Google.Protobuf.Reflection.FieldType.String ? "" : 0))
            {
                continue;
            }

            if (left-- == 0)
            {
                if (value is IList { Count: > 1 } list)
                {
                    Halve(list);
                }
                else
                {
                    field.Accessor.Clear(message);
                }

                return true;
            }

            foreach (var inner in value is IList items ? items.OfType<IMessage>().Take(3) : value is IMessage one ? [one] : [])
            {
                if (Clear(inner, ref left))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Halve(IList list)
    {
        for (var i = list.Count / 2; i > 0; i--)
        {
            list.RemoveAt(0);
        }
    }
}
