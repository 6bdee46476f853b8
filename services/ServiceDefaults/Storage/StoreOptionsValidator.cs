using Microsoft.Extensions.Options;
using Npgsql;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Names everything that is wrong with the section <c>Data</c>; never a connection string, which may hold a password.</summary>
internal sealed class StoreOptionsValidator : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    /// <summary>The connection string, from wherever it is.</summary>
    public static string ConnectionOf(StoreOptions options) =>
        options.ConnectionFile.Length > 0 ? File.ReadAllText(options.ConnectionFile).Trim() : options.Connection;

    private static IEnumerable<string> FaultsOf(StoreOptions options)
    {
        if (options.Directory.Length == 0)
        {
            yield return "Data:Directory must not be empty.";
        }

        if (options.MaxGroup < 1)
        {
            yield return "Data:MaxGroup must be at least 1.";
        }

        if (options.MaxWaiting < 1)
        {
            yield return "Data:MaxWaiting must be at least 1.";
        }

        if (options.UsesPostgres && ConnectionFault(options) is { } fault)
        {
            yield return fault;
        }
    }

    private static string? ConnectionFault(StoreOptions options) => options switch
    {
        { Connection.Length: > 0, ConnectionFile.Length: > 0 } => "Data:Connection and Data:ConnectionFile must not both be given.",
        { ConnectionFile.Length: > 0 } when !File.Exists(options.ConnectionFile) => $"Data:ConnectionFile does not exist: {options.ConnectionFile}.",
        { ConnectionFile.Length: > 0 } => StringFault("The content of Data:ConnectionFile", ConnectionOf(options)),
        _ => StringFault("Data:Connection", options.Connection),
    };

    private static string? StringFault(string what, string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 } ? null : $"{what} must name a Host.";
        }
        catch (ArgumentException)
        {
            return $"{what} is not a connection string such as Host=db;Username=roster.";
        }
    }
}
