using PdfSharp.Fonts;

namespace TaskForce.Tasking.AfterAction;

/// <summary>Brings the fonts along: the machine may have none.</summary>
internal sealed class PdfFonts : IFontResolver
{
    public const string Family = "DejaVu Sans";

    private const string Plain = "DejaVuSans.ttf";
    private const string Bold = "DejaVuSans-Bold.ttf";

    public FontResolverInfo ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? Bold : Plain);

    public byte[] GetFont(string faceName)
    {
        using var resource = typeof(PdfFonts).Assembly.GetManifestResourceStream(faceName)
            ?? throw new InvalidOperationException($"The font {faceName} is not in this program.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
