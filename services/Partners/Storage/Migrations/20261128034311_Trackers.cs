using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Partners.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Trackers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "trackers",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    SecretHash = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trackers", x => x.Ordinal);
                });

            migrationBuilder.CreateIndex(
                name: "IX_trackers_Name",
                table: "trackers",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_trackers_Owner",
                table: "trackers",
                column: "Owner");

            migrationBuilder.CreateIndex(
                name: "IX_trackers_SecretHash",
                table: "trackers",
                column: "SecretHash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "trackers");
        }
    }
}
