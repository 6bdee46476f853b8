using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Profiles;

/// <summary><c>token</c> and <c>login</c>.</summary>
internal static class ProfileCommands
{
    public static Command CreateToken(Shell shell) => new Command("token", "Prints a bearer token for any client, and nothing else.")
        .Does(shell, async session =>
        {
            using var tokens = session.TokensOf(session.Profile());
            session.PrintRaw(await tokens.GetAsync(session.Cancellation));
        });

    public static Command CreateLogin(Shell shell) => new Command("login", "Keeps a token and makes its profile the current one.")
        .Does(shell, async session =>
        {
            var profile = session.As ?? throw new UsageException("Say who you are: taskforce login --as PROFILE.");
            var token = await new KeptTokens(session.Profiles, session.Issuer, profile, session.Clock).LoginAsync(session.Cancellation);
            session.Profiles.StatePurpose(profile, session.Purpose ?? "");
            var until = session.Clock.DateAndTime(Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(token.ExpireTime));
            session.Out.MarkupLineInterpolated($"Logged in as [bold]{profile}[/]; the token holds until {until} and is renewed by itself.");
        });
}
