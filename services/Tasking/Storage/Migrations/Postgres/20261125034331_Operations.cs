using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Tasking.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Operations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "after_action_reports");

            migrationBuilder.DropTable(
                name: "device_clocks");

            migrationBuilder.DropTable(
                name: "operation_devices");

            migrationBuilder.DropTable(
                name: "operation_parts");

            migrationBuilder.DropTable(
                name: "operation_record");

            migrationBuilder.DropTable(
                name: "operations");

            migrationBuilder.DropIndex(
                name: "IX_events_Resource_Sequence",
                table: "events");
        }
    }
}
