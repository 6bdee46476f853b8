using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace TaskForce.Tasking.AfterAction;

/// <summary>Text on A4 pages, from the top down. Not thread safe.</summary>
internal sealed class PdfSheet : IDisposable
{
    private const double Margin = 50;
    private const double Size = 9;
    private const double Leading = 12.5;

    private readonly PdfDocument _document = new();
    private readonly XFont _plain;
    private readonly XFont _bold;
    private readonly string _footer;
    private XGraphics? _page;
    private double _y;

    static PdfSheet() => GlobalFontSettings.FontResolver = new PdfFonts();

    public PdfSheet(string title, string footer)
    {
        (_plain, _bold, _footer) = (new(PdfFonts.Family, Size), new(PdfFonts.Family, Size, XFontStyleEx.Bold), footer);
        _document.Info.Title = title;
        NewPage();
        Lines(title, new(PdfFonts.Family, 15, XFontStyleEx.Bold), 0, Width, 20);
        _y += 8;
    }

    private double Width => _page!.PageSize.Width - 2 * Margin;

    public void Head(string text)
    {
        Need(4 * Leading);
        _y += Leading;
        Lines(text, new(PdfFonts.Family, 11, XFontStyleEx.Bold), 0, Width, 16);
    }

    public void Text(string text) => Lines(text, _plain, 0, Width, Leading);

    /// <summary>Cells side by side, the first one bold if there are two.</summary>
    public void Row(IReadOnlyList<string> cells, IReadOnlyList<double> widths) => Row(cells, widths, column => cells.Count == 2 && column == 0 ? _bold : _plain);

    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, IReadOnlyList<double> widths)
    {
        Row(heads, widths, _ => _bold);
        foreach (var row in rows)
        {
            Row(row, widths, _ => _plain);
        }
    }

    public byte[] ToArray()
    {
        ClosePage();
        var total = _document.PageCount;
        for (var i = 0; i < total; i++)
        {
            using var page = XGraphics.FromPdfPage(_document.Pages[i]);
            page.DrawString($"{_footer}    {i + 1}/{total}", new(PdfFonts.Family, 6.5), XBrushes.Gray, new XPoint(Margin, page.PageSize.Height - Margin / 2));
        }

        using var stream = new MemoryStream();
        _document.Save(stream, closeStream: false);
        return stream.ToArray();
    }

    public void Dispose()
    {
        ClosePage();
        _document.Dispose();
    }

    private void Row(IReadOnlyList<string> cells, IReadOnlyList<double> widths, Func<int, XFont> fontOf)
    {
        var wrapped = cells.Select((cell, column) => PdfLines.Wrap(
            PdfLines.Readable(cell), widths[column] * Width - 6, text => _page!.MeasureString(text, fontOf(column)).Width)).ToList();
        var height = wrapped.Max(lines => lines.Count);
        for (var line = 0; line < height; line++)
        {
            Need(Leading);
            var x = Margin;
            for (var column = 0; column < cells.Count; column++)
            {
                if (line < wrapped[column].Count)
                {
                    _page!.DrawString(wrapped[column][line], fontOf(column), XBrushes.Black, new XPoint(x, _y));
                }

                x += widths[column] * Width;
            }

            _y += Leading;
        }
    }

    private void Lines(string text, XFont font, double indent, double width, double leading)
    {
        foreach (var line in PdfLines.Wrap(PdfLines.Readable(text), width - indent, part => _page!.MeasureString(part, font).Width))
        {
            Need(leading);
            _page!.DrawString(line, font, XBrushes.Black, new XPoint(Margin + indent, _y));
            _y += leading;
        }
    }

    private void Need(double height)
    {
        if (_y + height > _page!.PageSize.Height - Margin)
        {
            NewPage();
        }
    }

    private void NewPage()
    {
        ClosePage();
        var page = _document.AddPage();
        page.Size = PdfSharp.PageSize.A4;
        (_page, _y) = (XGraphics.FromPdfPage(page), Margin + 10);
    }

    private void ClosePage()
    {
        _page?.Dispose();
        _page = null;
    }
}
