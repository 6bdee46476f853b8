using Microsoft.EntityFrameworkCore.Migrations;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>
/// Makes the database itself refuse that an entry is changed or deleted, and that a value is unless erasing was announced in the same transaction. It stops
/// faulty programs and careless hands; whoever may drop a trigger is found by the chain and the nations' copies instead.
/// </summary>
public static class AuditGuards
{
    private static readonly string[] Sqlite =
    [
        """
        CREATE TRIGGER audit_entries_append BEFORE INSERT ON "audit_entries" WHEN NEW."Number" <> (SELECT coalesce(max("Number"), 0) + 1 FROM "audit_entries")
        BEGIN SELECT RAISE(ABORT, 'audit entries are only added at the end'); END
        """,
        """CREATE TRIGGER audit_entries_update BEFORE UPDATE ON "audit_entries" BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
        """CREATE TRIGGER audit_entries_delete BEFORE DELETE ON "audit_entries" BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
        """
        CREATE TRIGGER audit_values_update BEFORE UPDATE ON "audit_values" WHEN NOT EXISTS (SELECT 1 FROM "audit_gate")
        BEGIN SELECT RAISE(ABORT, 'audit values are only erased'); END
        """,
        """
        CREATE TRIGGER audit_values_delete BEFORE DELETE ON "audit_values" WHEN NOT EXISTS (SELECT 1 FROM "audit_gate")
        BEGIN SELECT RAISE(ABORT, 'audit values are only erased'); END
        """,
    ];

    private static readonly string[] Postgres =
    [
        """
        CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted'; END $$
        """,
        """
        CREATE FUNCTION audit_refuse_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NOT EXISTS (SELECT 1 FROM "audit_gate") THEN RAISE EXCEPTION 'audit values are only erased'; END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          RETURN NEW;
        END $$
        """,
        """CREATE TRIGGER audit_entries_keep BEFORE UPDATE OR DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_entries_whole BEFORE TRUNCATE ON "audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_values_keep BEFORE UPDATE OR DELETE ON "audit_values" FOR EACH ROW EXECUTE FUNCTION audit_refuse_unless_erasing()""",
        """CREATE TRIGGER audit_values_whole BEFORE TRUNCATE ON "audit_values" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    ];

    /// <summary>The statements for a database.</summary>
    public static IReadOnlyList<string> For(bool isSqlite) => isSqlite ? Sqlite : Postgres;

    /// <summary>Adds the guards to a migration that makes the audit log's tables. The tables' end is theirs.</summary>
    public static void GuardAudit(this MigrationBuilder migration)
    {
        foreach (var statement in For(migration.ActiveProvider!.EndsWith("Sqlite", StringComparison.Ordinal)))
        {
            migration.Sql(statement);
        }
    }
}
