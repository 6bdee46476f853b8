using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TaskForce.Cli.Shells;

/// <summary>
/// Shows characters that command a terminal, or turn the direction of what follows, by their number: what others wrote must not move the cursor,
/// clear the screen or read as something else.
/// </summary>
internal sealed partial class HarmlessOutput : IRenderHook
{
    /// <summary>The text with such characters as <c>\u202E</c>.</summary>
    public static string Show(string text) =>
        Harmful().Replace(text, match => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)match.Value[0]:X4}"));

    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(inner => new Shown(inner));

    [GeneratedRegex(@"[\p{Cc}\u202A-\u202E\u2066-\u2069-[\t\n\r]]")]
    private static partial Regex Harmful();

    private sealed class Shown(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        // What the console itself says to the terminal, it says in segments of their own.
        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth)
            .Select(segment => segment.IsControlCode || segment.IsLineBreak || !Harmful().IsMatch(segment.Text) ? segment : new Segment(Show(segment.Text), segment.Style));
    }
}
