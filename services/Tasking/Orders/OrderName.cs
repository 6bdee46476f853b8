using TaskForce.Tasking.Missions;

namespace TaskForce.Tasking.Orders;

/// <summary>The resource name of an order, <c>missions/{mission}/orders/{order}</c>.</summary>
internal readonly record struct OrderName(MissionName Mission, string Id)
{
    /// <summary>Stands for the newest order of the caller that holds.</summary>
    public const string Newest = "missions/-/orders/-";

    private const string Collection = "/orders/";

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if it is not an order's name.</exception>
    public static OrderName Parse(string name)
    {
        var cut = name.IndexOf(Collection, StringComparison.Ordinal);
        return cut > 0 && name.Length > cut + Collection.Length && ResourceName.TryParse<MissionName>(name[..cut]) is { } mission
            ? new(mission, name[(cut + Collection.Length)..])
            : throw new DomainException(Fault.Invalid, "INVALID_NAME", $"name: '{name}' is not a name of the form missions/{{mission}}/orders/{{order}}.",
                [new("name", "is not a name of the form missions/{mission}/orders/{order}")]);
    }

    public override string ToString() => $"{Mission}{Collection}{Id}";
}
