namespace TaskForce.Cli.Shells;

/// <summary>Where this user's files are, by the XDG base directory specification.</summary>
internal sealed class UserDirectories(Func<string, string?> environment)
{
    /// <summary>Logins.</summary>
    public string Config => Of("XDG_CONFIG_HOME", ".config");

    /// <summary>What is remembered from one command to the next, and what field units must not forget.</summary>
    public string State => Of("XDG_STATE_HOME", Path.Combine(".local", "state"));

    private string Of(string variable, string underHome) => Path.Combine(
        environment(variable) is { Length: > 0 } root ? root : Path.Combine(Home, underHome), "taskforce");

    private string Home => environment("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
