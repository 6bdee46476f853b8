using System.Text;
using Google.Protobuf;
using Format = TaskForce.Tasking.V1.ExportAfterActionReportRequest.Types.Format;

namespace TaskForce.Tasking.AfterAction;

/// <summary>Writes a report as a file. In JSON a character's number is the character: nothing is lost there.</summary>
internal static class ReportFiles
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation());

    public static V1.ExportAfterActionReportResponse Write(V1.AfterActionReport report, Format format, string mission) => format switch
    {
        Format.Markdown => File(Encoding.UTF8.GetBytes(MarkdownReport.Write(report)), "text/markdown; charset=utf-8", mission, "md"),
        Format.Pdf => File(PdfReport.Write(report), "application/pdf", mission, "pdf"),
        _ => File(Encoding.UTF8.GetBytes(ReportText.Harmless(Json.Format(report)) + "\n"), "application/json", mission, "json"),
    };

    private static V1.ExportAfterActionReportResponse File(byte[] content, string type, string mission, string extension) => new()
    {
        Content = ByteString.CopyFrom(content),
        ContentType = type,
        FileName = $"after-action-report-{mission}.{extension}",
    };
}
