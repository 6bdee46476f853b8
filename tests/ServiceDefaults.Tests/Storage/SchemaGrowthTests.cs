using Microsoft.EntityFrameworkCore.Migrations.Operations;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>A look that finds nothing is worth nothing unless it would.</summary>
public class SchemaGrowthTests
{
    [Fact]
    public void FindBreaks_WhatTheReleaseBeforeCannotGoOnWith_IsNamed() => Assert.Equal(
        ["takes away the table teams", "adds the column Deputy to boats, which must have a value", "runs: UPDATE teams"],
        SchemaGrowth.FindBreaks(
        [
            new DropTableOperation { Name = "teams" },
            new AddColumnOperation { Table = "boats", Name = "Deputy" },
            new AddColumnOperation { Table = "boats", Name = "Note", IsNullable = true },
            new SqlOperation { Sql = "UPDATE teams" },
        ]));

    [Fact]
    public void FindBreaks_WhatTheReleaseBeforeHasCeasedToUse_MayGo() =>
        Assert.Empty(SchemaGrowth.FindBreaks([new DropColumnOperation { Table = "teams", Name = "Leader" }], "teams.Leader"));

    [Fact]
    public void FindBreaks_WhatIsDoneToATableThatIsNew_IsNone() => Assert.Empty(SchemaGrowth.FindBreaks(
    [
        new CreateTableOperation { Name = "boats" },
        new AddColumnOperation { Table = "boats", Name = "Crew" },
        new AddForeignKeyOperation { Table = "boats", Name = "whose", Columns = ["Crew"] },
    ]));
}
