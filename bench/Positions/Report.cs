using System.Globalization;

namespace TaskForce.Positions;

internal static class Report
{
    public static void Line(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
