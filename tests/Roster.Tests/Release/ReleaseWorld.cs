using Grpc.Core;
using Grpc.Core.Interceptors;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Tests.Release;

/// <summary>The nations of these tests: DE with a member, and FR, with which no sample rule is.</summary>
internal static class ReleaseWorld
{
    public const string Falke = "members/de-falke-07";

    public static V1.ReleaseRuleService.ReleaseRuleServiceClient Rules(this RosterApp app, string profile = "dispatcher.de") => new(app.As(profile));

    public static async Task EnterFalkeAsync(this RosterApp app)
    {
        var falke = RosterApp.MemberOf("DE", "Falke 7", 2, "medic");
        falke.Qualifications[0].Proof = "No. 4711";
        falke.Qualifications[0].Validity = new() { EndTime = new() { Seconds = RosterApp.Start.AddDays(20).ToUnixTimeSeconds() } };
        await app.EnterAsync(falke, id: "de-falke-07");
    }

    public static ReleaseRule Rule(params string[] fields) => new()
    {
        Nation = "DE",
        ReceiverNation = "FR",
        Fields = { fields },
        Justification = "Joint patrols.",
    };

    /// <summary>Puts a rule of DE to FR in force, by two people.</summary>
    public static Task<ReleaseRule> ReleaseAsync(this RosterApp app, params string[] fields) => app.ReleaseAsync(Rule(fields));

    public static async Task<ReleaseRule> ReleaseAsync(this RosterApp app, ReleaseRule rule)
    {
        var proposed = await app.Rules().CreateReleaseRuleAsync(new() { ReleaseRule = rule });
        return await app.Rules("commander.de").ApproveReleaseRuleAsync(new() { Name = proposed.Name, Etag = proposed.Etag });
    }

    public static V1.MemberService.MemberServiceClient MembersFor(this RosterApp app, string profile, string purpose) => new(app.As(profile).Intercept(headers =>
    {
        headers.Add("taskforce-purpose", purpose);
        return headers;
    }));

    /// <summary>Every page of what a caller finds, page by page.</summary>
    public static async Task<List<List<string>>> PagesAsync(this RosterApp app, string profile, V1.MemberFilter filter, int size = 50)
    {
        var pages = new List<List<string>>();
        var token = "";
        do
        {
            var page = await app.Members(profile).ListMembersAsync(new() { Filter = filter, PageSize = size, PageToken = token });
            pages.Add([.. page.Members.Select(member => member.Name)]);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return pages;
    }

    public static async Task<List<string>> FindAsync(this RosterApp app, string profile, V1.MemberFilter filter) =>
        [.. (await app.PagesAsync(profile, filter)).SelectMany(page => page)];
}
