using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Roster.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ReleaseRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "release_rules",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Nation = table.Column<string>(type: "TEXT", nullable: false),
                    Receiver = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_release_rules", x => x.Ordinal);
                });

            migrationBuilder.CreateIndex(
                name: "IX_release_rules_Name",
                table: "release_rules",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_release_rules_State",
                table: "release_rules",
                column: "State");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "release_rules");
        }
    }
}
