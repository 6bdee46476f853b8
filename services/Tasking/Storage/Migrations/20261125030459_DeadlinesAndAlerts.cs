using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Tasking.Storage.Migrations
{
    /// <inheritdoc />
    public partial class DeadlinesAndAlerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "alerts",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    Mission = table.Column<string>(type: "TEXT", nullable: false),
                    Nations = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alerts", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "deadlines",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Resource = table.Column<string>(type: "TEXT", nullable: false),
                    DueTime = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deadlines", x => new { x.Kind, x.Resource });
                });

            migrationBuilder.CreateIndex(
                name: "IX_alerts_Mission",
                table: "alerts",
                column: "Mission");

            migrationBuilder.CreateIndex(
                name: "IX_alerts_Name",
                table: "alerts",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_alerts_Subject_Kind_State",
                table: "alerts",
                columns: new[] { "Subject", "Kind", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_deadlines_DueTime",
                table: "deadlines",
                column: "DueTime");

            migrationBuilder.CreateIndex(
                name: "IX_deadlines_Resource",
                table: "deadlines",
                column: "Resource");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alerts");

            migrationBuilder.DropTable(
                name: "deadlines");
        }
    }
}
