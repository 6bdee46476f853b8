using TaskForce.Cli.Packages;
using TaskForce.Cli.Shells;
using TaskForce.Client;

namespace TaskForce.Cli.Field;

/// <summary>What a member does with signed orders at the terminal.</summary>
internal sealed class FieldPackages(FieldUnit unit, Session session)
{
    /// <summary>Shows the package of an order.</summary>
    public void Show(string order) => Try(() =>
    {
        if (Find(order) is { } package)
        {
            session.Show(package.Content, () => PackageView.Of(package.Content, $"by {string.Join(" and ", package.Nations)}", session.Clock));
        }
    });

    /// <summary>Writes the package of an order to a file.</summary>
    public void Write(string order, string file) => Try(() =>
    {
        if (Find(order) is { } package)
        {
            PackageCommands.Write(file, package.Original);
            Tell($"{file} has the signed order.");
        }
    });

    /// <summary>Takes a signed order from a file.</summary>
    public async Task TakeAsync(string file)
    {
        try
        {
            var package = await PackageCommands.ReadAsync(file);
            Try(() =>
            {
                var taken = unit.Take(package);
                Tell($"{taken.Content.Order.Title}: taken, signed by {string.Join(" and ", taken.Nations)}.");
            });
        }
        catch (UsageException fault)
        {
            Tell(fault.Message);
        }
    }

    private VerifiedPackage? Find(string order)
    {
        var package = unit.PackageOf(order);
        if (package is null)
        {
            Tell("The signed order has not come yet.");
        }

        return package;
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (TaskPackageException fault)
        {
            Tell($"Not taken: {fault.Message}");
        }
        catch (UsageException fault)
        {
            Tell(fault.Message);
        }
    }

    private void Tell(string text) => FieldCommands.Tell(session, text);
}
