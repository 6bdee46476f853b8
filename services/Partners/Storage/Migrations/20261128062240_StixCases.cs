using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Partners.Storage.Migrations
{
    /// <inheritdoc />
    public partial class StixCases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_cap_published_Hotspot_Etag",
                table: "cap_published");

            migrationBuilder.AddColumn<long>(
                name: "Created",
                table: "cap_published",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "stix_cases",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    Nation = table.Column<string>(type: "TEXT", nullable: false),
                    Level = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stix_cases", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "stix_members",
                columns: table => new
                {
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    Object = table.Column<string>(type: "TEXT", nullable: false),
                    Root = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stix_members", x => new { x.Owner, x.Object, x.Root });
                });

            migrationBuilder.CreateIndex(
                name: "IX_cap_published_Hotspot_Created_Etag",
                table: "cap_published",
                columns: new[] { "Hotspot", "Created", "Etag" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_stix_cases_Name",
                table: "stix_cases",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_stix_cases_Nation",
                table: "stix_cases",
                column: "Nation");

            migrationBuilder.CreateIndex(
                name: "IX_stix_cases_Owner",
                table: "stix_cases",
                column: "Owner");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "stix_cases");

            migrationBuilder.DropTable(
                name: "stix_members");

            migrationBuilder.DropIndex(
                name: "IX_cap_published_Hotspot_Created_Etag",
                table: "cap_published");

            migrationBuilder.DropColumn(
                name: "Created",
                table: "cap_published");

            migrationBuilder.CreateIndex(
                name: "IX_cap_published_Hotspot_Etag",
                table: "cap_published",
                columns: new[] { "Hotspot", "Etag" },
                unique: true);
        }
    }
}
