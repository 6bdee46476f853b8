using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Tasking.Storage.Migrations
{
    /// <inheritdoc />
    public partial class KeysMandatesAndHandovers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Holders",
                table: "missions",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "delegations",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Nation = table.Column<string>(type: "TEXT", nullable: false),
                    Delegate = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delegations", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "desk_watches",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Nation = table.Column<string>(type: "TEXT", nullable: false),
                    Person = table.Column<string>(type: "TEXT", nullable: false),
                    BeginTime = table.Column<long>(type: "INTEGER", nullable: false),
                    EndTime = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_desk_watches", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "handovers",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    From = table.Column<string>(type: "TEXT", nullable: false),
                    To = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_handovers", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "pre_authorisations",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Nation = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pre_authorisations", x => x.Ordinal);
                });

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
                name: "delegations");

            migrationBuilder.DropTable(
                name: "desk_watches");

            migrationBuilder.DropTable(
                name: "handovers");

            migrationBuilder.DropTable(
                name: "pre_authorisations");

            migrationBuilder.DropColumn(
                name: "Holders",
                table: "missions");
        }
    }
}
