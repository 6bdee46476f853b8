using Microsoft.EntityFrameworkCore.Migrations.Operations;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>A look that finds nothing is worth nothing unless it would.</summary>
public class SchemaGrowthTests
{
    public static TheoryData<string, MigrationOperation> Breaking => new()
    {
        { "DropTableOperation teams", new DropTableOperation { Name = "teams" } },
        { "DropColumnOperation teams.Leader", new DropColumnOperation { Table = "teams", Name = "Leader" } },
        { "RenameColumnOperation teams", new RenameColumnOperation { Table = "teams", Name = "Leader", NewName = "Head" } },
        { "AlterColumnOperation teams.Leader", new AlterColumnOperation { Table = "teams", Name = "Leader" } },
        { "AddColumnOperation teams.Deputy", new AddColumnOperation { Table = "teams", Name = "Deputy" } },
        { "CreateIndexOperation teams", new CreateIndexOperation { Table = "teams", Name = "once", Columns = ["Leader"], IsUnique = true } },
        { "AddForeignKeyOperation teams", new AddForeignKeyOperation { Table = "teams", Name = "whose", Columns = ["Leader"] } },
        { "SqlOperation UPDATE teams", new SqlOperation { Sql = "UPDATE teams" } },
    };

    [Theory]
    [MemberData(nameof(Breaking))]
    public void FindBreaks_WhatTheReleaseBeforeCannotGoOnWith_IsNamed(string found, MigrationOperation operation) =>
        Assert.Equal([found], SchemaGrowth.FindBreaks([operation]));

    [Fact]
    public void FindBreaks_WhatTheReleaseBeforeHasCeasedToUse_MayGo() =>
        Assert.Empty(SchemaGrowth.FindBreaks([new DropColumnOperation { Table = "teams", Name = "Leader" }], "teams.Leader"));

    [Fact]
    public void FindBreaks_WhatNobodyNeedsToKnowOf_IsNone() => Assert.Empty(SchemaGrowth.FindBreaks(
    [
        new CreateTableOperation { Name = "boats" },
        new AddColumnOperation { Table = "boats", Name = "Crew" },
        new CreateIndexOperation { Table = "boats", Name = "once", Columns = ["Crew"], IsUnique = true },
        new AddColumnOperation { Table = "teams", Name = "Note", IsNullable = true },
        new AddColumnOperation { Table = "teams", Name = "Boats", DefaultValue = 0 },
        new CreateIndexOperation { Table = "teams", Name = "by-note", Columns = ["Note"] },
    ]));
}
