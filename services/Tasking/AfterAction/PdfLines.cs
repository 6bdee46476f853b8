using System.Text.RegularExpressions;

namespace TaskForce.Tasking.AfterAction;

/// <summary>Breaks text into lines that fit.</summary>
internal static partial class PdfLines
{
    /// <summary>Stands for what cannot be set.</summary>
    public const string Withheld = "[text in a right-to-left script: see the Markdown or JSON export]";

    /// <summary>
    /// What the PDF can show. Arabic and Hebrew need letters to be joined and lines to run from the right, which the writer of the PDF does not
    /// do: set letter by letter they would read as something else, so they are named instead of being garbled.
    /// </summary>
    public static string Readable(string text) => RightToLeft().Replace(ReportText.Harmless(text), Withheld);

    /// <summary>The lines of a text, each at most as wide as given; a word that is wider is broken.</summary>
    public static List<string> Wrap(string text, double width, Func<string, double> measure)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Replace('\t', ' ').Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (measure(longer) <= width)
                {
                    line = longer;
                    continue;
                }

                if (line.Length > 0)
                {
                    lines.Add(line);
                }

                line = Break(word, width, measure, lines);
            }

            lines.Add(line);
        }

        return lines;
    }

    private static string Break(string word, double width, Func<string, double> measure, List<string> lines)
    {
        while (word.Length > 1 && measure(word) > width)
        {
            var fits = 1;
            while (fits < word.Length - 1 && measure(word[..(fits + 1)]) <= width)
            {
                fits++;
            }

            lines.Add(word[..fits]);
            word = word[fits..];
        }

        return word;
    }

    [GeneratedRegex(@"[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]+(?:[\s\p{P}\d]+[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]+)*")]
    private static partial Regex RightToLeft();
}
