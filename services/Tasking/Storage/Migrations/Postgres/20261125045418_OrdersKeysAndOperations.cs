using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Tasking.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OrdersKeysAndOperations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Holds",
                table: "orders",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Recipient",
                table: "orders",
                type: "text",
                nullable: false,
                defaultValue: "");

            // The orders that are there already hold until their missions end.
            migrationBuilder.Sql("""UPDATE orders SET "Recipient" = "Body"::json ->> 'recipient', "Holds" = true;""");

            migrationBuilder.AddColumn<string>(
                name: "Holders",
                table: "missions",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "after_action_reports",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_after_action_reports", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "delegations",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    Delegate = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delegations", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "desk_watches",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    Person = table.Column<string>(type: "text", nullable: false),
                    BeginTime = table.Column<long>(type: "bigint", nullable: false),
                    EndTime = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_desk_watches", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "device_clocks",
                columns: table => new
                {
                    Member = table.Column<string>(type: "text", nullable: false),
                    Device = table.Column<string>(type: "text", nullable: false),
                    Offset = table.Column<long>(type: "bigint", nullable: false),
                    Uncertainty = table.Column<long>(type: "bigint", nullable: false),
                    RoundTrip = table.Column<long>(type: "bigint", nullable: false),
                    MeasureTime = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_device_clocks", x => new { x.Member, x.Device });
                });

            migrationBuilder.CreateTable(
                name: "devices",
                columns: table => new
                {
                    Member = table.Column<string>(type: "text", nullable: false),
                    Device = table.Column<string>(type: "text", nullable: false),
                    FirstSeen = table.Column<long>(type: "bigint", nullable: false),
                    LastSeen = table.Column<long>(type: "bigint", nullable: false),
                    Cursor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_devices", x => new { x.Member, x.Device });
                });

            migrationBuilder.CreateTable(
                name: "handovers",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<int>(type: "integer", nullable: false),
                    From = table.Column<string>(type: "text", nullable: false),
                    To = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_handovers", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "log_starts",
                columns: table => new
                {
                    Topic = table.Column<string>(type: "text", nullable: false),
                    After = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_starts", x => x.Topic);
                });

            migrationBuilder.CreateTable(
                name: "operation_devices",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Operation = table.Column<string>(type: "text", nullable: false),
                    Member = table.Column<string>(type: "text", nullable: false),
                    Device = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_operation_devices", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "operation_parts",
                columns: table => new
                {
                    Mission = table.Column<string>(type: "text", nullable: false),
                    Operation = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_operation_parts", x => x.Mission);
                });

            migrationBuilder.CreateTable(
                name: "operation_record",
                columns: table => new
                {
                    Operation = table.Column<string>(type: "text", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_operation_record", x => new { x.Operation, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "operations",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_operations", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "pre_authorisations",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pre_authorisations", x => x.Ordinal);
                });

            migrationBuilder.CreateIndex(
                name: "IX_orders_Recipient",
                table: "orders",
                column: "Recipient");

            migrationBuilder.CreateIndex(
                name: "IX_events_Resource_Sequence",
                table: "events",
                columns: new[] { "Resource", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_after_action_reports_Name",
                table: "after_action_reports",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_delegations_Name",
                table: "delegations",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_delegations_Nation_Delegate",
                table: "delegations",
                columns: new[] { "Nation", "Delegate" });

            migrationBuilder.CreateIndex(
                name: "IX_desk_watches_Nation_EndTime",
                table: "desk_watches",
                columns: new[] { "Nation", "EndTime" });

            migrationBuilder.CreateIndex(
                name: "IX_handovers_Name",
                table: "handovers",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_operation_devices_Member_Device",
                table: "operation_devices",
                columns: new[] { "Member", "Device" });

            migrationBuilder.CreateIndex(
                name: "IX_operation_devices_Name",
                table: "operation_devices",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_operation_devices_Operation",
                table: "operation_devices",
                column: "Operation");

            migrationBuilder.CreateIndex(
                name: "IX_operation_parts_Operation",
                table: "operation_parts",
                column: "Operation");

            migrationBuilder.CreateIndex(
                name: "IX_operations_Name",
                table: "operations",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_operations_State",
                table: "operations",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_pre_authorisations_Name",
                table: "pre_authorisations",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_pre_authorisations_Nation_State",
                table: "pre_authorisations",
                columns: new[] { "Nation", "State" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "after_action_reports");

            migrationBuilder.DropTable(
                name: "delegations");

            migrationBuilder.DropTable(
                name: "desk_watches");

            migrationBuilder.DropTable(
                name: "device_clocks");

            migrationBuilder.DropTable(
                name: "devices");

            migrationBuilder.DropTable(
                name: "handovers");

            migrationBuilder.DropTable(
                name: "log_starts");

            migrationBuilder.DropTable(
                name: "operation_devices");

            migrationBuilder.DropTable(
                name: "operation_parts");

            migrationBuilder.DropTable(
                name: "operation_record");

            migrationBuilder.DropTable(
                name: "operations");

            migrationBuilder.DropTable(
                name: "pre_authorisations");

            migrationBuilder.DropIndex(
                name: "IX_orders_Recipient",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "IX_events_Resource_Sequence",
                table: "events");

            migrationBuilder.DropColumn(
                name: "Holds",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "Recipient",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "Holders",
                table: "missions");
        }
    }
}
