using System.Text.RegularExpressions;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Files;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Members;

/// <summary>Members as the rows of a file: <c>docs/import.md</c>.</summary>
internal static partial class MemberSheet
{
    private const string Time = @"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))?";

    public static Sheet<V1.Member> Sheet { get; } = new(
    [
        new("name", "member.name", member => member.Name, (_, _) => null),
        new("nation", "member.nation", member => member.Nation, (member, cell) =>
            cell == member.Nation || cell.Length == 0 ? null : $"must be {member.Nation}, the nation you act for"),
        new("agency", "member.agency", member => member.Agency, (member, cell) => Done(member.Agency = cell)) { Required = true },
        new("call_sign", "member.call_sign", member => member.CallSign, (member, cell) => Done(member.CallSign = cell)) { Required = true },
        new("languages", "member.languages", member => CellText.Join(member.Languages), (member, cell) =>
            Cells.Fill(member.Languages, cell, item => item, "")) { Required = true },
        new("qualifications", "member.qualifications", member => CellText.Join(member.Qualifications.Select(Text)), ReadQualifications),
        .. PlaceColumns.Of<V1.Member>("home_base", "member.home_base", member => member.HomeBase ??= new()),
        new("travel_modes", "member.travel_modes", member => CellText.Join(member.TravelModes.Select(mode => CellText.Of(mode))), (member, cell) =>
            Cells.Fill(member.TravelModes, cell, CellText.ToEnum<TravelMode>, "is none of foot, car, boat, helicopter, plane")),
        new("leave", "member.leave", member => CellText.Join(member.Leave.Select(CellText.Of)), (member, cell) =>
            Cells.Fill(member.Leave, cell, CellText.ToInterval, Cells.IntervalForm)),
        new("duty_pattern", "member.duty_pattern", member => member.DutyPattern, (member, cell) =>
            Done(member.DutyPattern = cell.Length == 0 || cell.Contains('/', StringComparison.Ordinal) ? cell : $"{DutyPatternName.Collection}/{cell}")),
        new("duty_pattern_offset", "member.duty_pattern_offset", member => CellText.Of(member.DutyPatternOffset), (member, cell) =>
            Cells.Whole(cell, number => member.DutyPatternOffset = number)),
        WithheldColumn.Of<V1.Member>(member => member.WithheldFields),
    ]);

    private static string Text(V1.Qualification held)
    {
        var open = held.Validity is not { } validity || (validity.StartTime is null && validity.EndTime is null);
        return $"{held.Skill}:{held.Grade}{(open && held.Proof.Length == 0 ? "" : ":" + CellText.Of(held.Validity))}{(held.Proof.Length > 0 ? ":" + held.Proof : "")}";
    }

    // A file does not say which training issued what; what it leaves as it was keeps its training.
    private static string? ReadQualifications(V1.Member member, string cell)
    {
        var before = member.Qualifications.ToLookup(Text, held => held.Training);
        var fault = Cells.Fill(member.Qualifications, cell, ToQualification, "is not of the form skill:grade[:from..until][:proof]");
        foreach (var held in member.Qualifications)
        {
            held.Training = before[Text(held)].FirstOrDefault() ?? "";
        }

        return fault;
    }

    private static V1.Qualification? ToQualification(string item)
    {
        if (Form().Match(item) is not { Success: true } match || CellText.ToWhole(match.Groups["grade"].Value) is not { } grade)
        {
            return null;
        }

        var held = new V1.Qualification { Skill = match.Groups["skill"].Value, Grade = grade, Proof = match.Groups["proof"].Value.Trim() };
        if (match.Groups["validity"] is { Success: true, Value: var validity })
        {
            held.Validity = CellText.ToInterval(validity);
            return held.Validity is null ? null : held;
        }

        return held;
    }

    private static string? Done(string _) => null;

    // A time has colons too, so a validity is known by its form; what is none of that form is a proof.
    [GeneratedRegex(@"^(?<skill>[^:]*):(?<grade>[^:]*)(:(?<validity>(" + Time + @")?\.\.(" + Time + @")?)(?=:|\z))?(:(?<proof>.*))?\z", RegexOptions.Singleline)]
    private static partial Regex Form();
}
