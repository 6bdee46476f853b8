using Microsoft.EntityFrameworkCore.Migrations.Operations;
using TaskForce.ServiceDefaults.Maintenance;

namespace TaskForce.ServiceDefaults.Tests.Maintenance;

public sealed class MigrationPlanTests
{
    public static TheoryData<string, MigrationOperation> Steps => new()
    {
        { "Expand", new CreateTableOperation { Name = "drones" } },
        { "Expand", new AddColumnOperation { Table = "orders", Name = "Trace", IsNullable = true } },
        { "Expand", new AddColumnOperation { Table = "orders", Name = "Rank", DefaultValue = 0 } },
        { "Contract", new AddColumnOperation { Table = "orders", Name = "Rank" } },
        { "Expand", new CreateIndexOperation { Table = "orders", Name = "IX_orders" } },
        { "Contract", new CreateIndexOperation { Table = "orders", Name = "IX_orders", IsUnique = true } },
        { "Read", new DropIndexOperation { Table = "orders", Name = "IX_orders" } },
        { "Contract", new DropColumnOperation { Table = "orders", Name = "Rank" } },
        { "Contract", new DropTableOperation { Name = "orders" } },
        { "Contract", new RenameColumnOperation { Table = "orders", Name = "Rank", NewName = "Order" } },
        { "Contract", new AlterColumnOperation { Table = "orders", Name = "Rank" } },
        { "Contract", new AddForeignKeyOperation { Table = "orders", Name = "whose", Columns = ["Rank"] } },
        { "Read", new SqlOperation { Sql = "UPDATE orders SET \"Rank\" = 1" } },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Judge_OneStep_IsWhatItMeansForProcessesOfBefore(string kind, MigrationOperation step) =>
        Assert.Equal(kind, MigrationPlan.Judge(step, []).Kind.ToString());

    [Fact]
    public void Judge_WhatIsDoneToATableThatIsNew_ConcernsNobody()
    {
        var made = new HashSet<string>();
        MigrationPlan.Judge(new CreateTableOperation { Name = "drones" }, made);

        Assert.Equal(MigrationKind.Expand, MigrationPlan.Judge(new CreateIndexOperation { Table = "drones", Name = "IX_drones", IsUnique = true }, made).Kind);
    }
}
