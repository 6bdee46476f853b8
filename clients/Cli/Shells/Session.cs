using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Profiles;
using TaskForce.Cli.Up;
using TaskForce.Client;

namespace TaskForce.Cli.Shells;

/// <summary>One run of one command: its arguments, its identity and its output.</summary>
internal sealed class Session(Shell shell, ParseResult command, CancellationToken cancellation) : IDisposable
{
    private static readonly JsonFormatter Indented = new(JsonFormatter.Settings.Default.WithIndentation());

    private readonly List<TaskForceConnection> _connections = [];
    private TaskForceConnection? _own;

    public IAnsiConsole Out => shell.Out;

    public TextReader In => shell.In;

    public TimeProvider Clock => shell.Clock;

    public UserDirectories Directories => shell.Directories;

    public CancellationToken Cancellation => cancellation;

    public bool IsJson => command.GetValue(shell.Options.Output) == OutputFormat.Json;

    public Uri Gateway => command.GetRequiredValue(shell.Options.Gateway);

    public Uri Issuer => command.GetRequiredValue(shell.Options.Issuer);

    /// <summary>What was typed.</summary>
    public ParseResult Command => command;

    /// <summary>What <c>--as</c> says, or null.</summary>
    public string? As => command.GetValue(shell.Options.As);

    /// <summary>What <c>--purpose</c> says, or null.</summary>
    public string? Purpose => command.GetValue(shell.Options.Purpose);

    /// <summary>The logins of this user.</summary>
    public ProfileStore Profiles => new(shell.Directories.Config);

    /// <summary>The connection as who the user is.</summary>
    public TaskForceConnection Connection => _own ??= ConnectAs(Profile());

    public T Get<T>(Argument<T> argument) => command.GetRequiredValue(argument);

    public T? Get<T>(Option<T> option) => command.GetValue(option);

    /// <summary>A connection as somebody; it lives as long as the session.</summary>
    public TaskForceConnection ConnectAs(string profile)
    {
        var connection = new TaskForceConnection(Gateway, TokensOf(profile), Purpose ?? Profiles.PurposeOf(profile), TrustFor(Gateway));
        _connections.Add(connection);
        return connection;
    }

    /// <summary>A connection as somebody through another door to the same gateway; whoever asks for it disposes it.</summary>
    public TaskForceConnection ConnectThrough(Uri door, string profile) => new(door, TokensOf(profile), Purpose ?? Profiles.PurposeOf(profile), TrustFor(Gateway));

    /// <summary>A connection to a door as nobody or, by its certificate, as a device; it lives as long as the session.</summary>
    public TaskForceConnection ConnectTo(Uri gateway, EnrolledDevice? device = null)
    {
        var connection = new TaskForceConnection(gateway, purpose: Purpose ?? "", authorities: TrustFor(gateway), device: device);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Where what a member does as a field unit on this machine is kept.</summary>
    public string FieldDirectory(string member) => Path.Combine(Directories.State, "field", ResourceText.Id(member));

    /// <summary>The file of the device that this machine is for a member, if it was enrolled.</summary>
    public DeviceFile DeviceOf(string member) => new(Path.Combine(FieldDirectory(member), "enrolment.json"), Passphrase);

    /// <summary>Encrypts what field units keep on this machine: the passphrase, or a key beside the logins.</summary>
    public StoreKey FieldKey => Passphrase is { } passphrase ? StoreKey.FromPassphrase(passphrase) : StoreKey.InFile(Path.Combine(Directories.Config, "field.key"));

    private string? Passphrase => shell.Environment("TASKFORCE_PASSPHRASE") is { Length: > 0 } secret ? secret : null;

    // For a gateway on this machine, what `up` has made for it; a file that is named counts for all.
    private X509Certificate2Collection? TrustFor(Uri gateway)
    {
        var data = shell.Environment("TASKFORCE_DATA") is { Length: > 0 } set ? set : ".data";
        var file = command.GetValue(shell.Options.Authority) ?? (gateway.IsLoopback && File.Exists(DemoAuthorities.TrustOf(data)) ? DemoAuthorities.TrustOf(data) : null);
        if (gateway.Scheme != Uri.UriSchemeHttps || file is null)
        {
            return null;
        }

        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new UsageException($"{file} has no certificate.");
    }

    /// <summary>The tokens of somebody: the kept one if there is a login, a new one otherwise.</summary>
    public BearerTokens TokensOf(string profile) => new KeptTokens(Profiles, Issuer, profile, Clock).AsBearerTokens();

    /// <summary>Who the user is: <c>--as</c>, else who logged in last, else the demo's dispatcher.</summary>
    public string Profile()
    {
        if ((As ?? Profiles.Current) is { Length: > 0 } chosen)
        {
            return chosen;
        }

        Note($"Acting as {ProfileStore.Fallback}; choose with --as or taskforce login.");
        return ProfileStore.Fallback;
    }

    /// <summary>Prints a result: as it is for programs, drawn for people.</summary>
    public void Show(IMessage message, Func<IRenderable> view)
    {
        if (IsJson)
        {
            PrintRaw(Json(Indented, message));
        }
        else
        {
            Out.Write(view());
        }
    }

    /// <summary>Prints one of many events: a line of JSON for programs, a line for people.</summary>
    public void ShowEvent(IMessage message, Func<FormattableString> line)
    {
        if (IsJson)
        {
            PrintRaw(Json(JsonFormatter.Default, message));
        }
        else
        {
            Out.MarkupLineInterpolated(line());
        }
    }

    // In JSON, what is shown by its number is still the same text.
    private static string Json(JsonFormatter formatter, IMessage message) => HarmlessOutput.Show(formatter.Format(message));

    /// <summary>Prints text as it is, on one line however long it is.</summary>
    public void PrintRaw(string text)
    {
        Out.Profile.Out.Writer.WriteLine(text);
        Out.Profile.Out.Writer.Flush();
    }

    /// <summary>Prints a part of a text as it is, without an end of the line.</summary>
    public void PrintPart(string text)
    {
        Out.Profile.Out.Writer.Write(text);
        Out.Profile.Out.Writer.Flush();
    }

    /// <summary>Says what to do next; programs do not need to be told.</summary>
    public void Hint(FormattableString next)
    {
        if (!IsJson)
        {
            Out.Write(new Markup("[dim]Next:[/] "));
            Out.MarkupLineInterpolated(next);
        }
    }

    /// <summary>Says something beside the result.</summary>
    public void Note(string text) => shell.Errors.MarkupLineInterpolated($"[dim]{text}[/]");

    /// <summary>Says that the server is lost or heard again, once it was lost.</summary>
    public Action<LinkChange> LinkNotes()
    {
        var lost = false;
        return link =>
        {
            if (!link.IsUp)
            {
                Note($"Connection lost ({link.Reason}); trying again in {link.RetryIn.TotalSeconds:0.0} s.");
            }
            else if (lost)
            {
                Note("Connected again.");
            }

            lost = !link.IsUp;
        };
    }

    /// <summary>What a watch of everything from now on does when the server's log does not go on from what was shown: it says so.</summary>
    public Func<CancellationToken, Task<long>> GoOnFrom(Func<Task<long>> now) => async _ =>
    {
        var sequence = await now();
        Note("The server no longer has what came after the last line. Some changes may not have been shown; this goes on from now.");
        return sequence;
    };

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());
}
