using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Geolocation.Storage.Migrations
{
    /// <inheritdoc />
    public partial class DisclosuresAndDeletions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_track_pages_MaxReceipt",
                table: "track_pages");

            migrationBuilder.AddColumn<string>(
                name: "Nation",
                table: "track_pages",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "deletions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Nation = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Before = table.Column<long>(type: "INTEGER", nullable: false),
                    Points = table.Column<long>(type: "INTEGER", nullable: false),
                    Rows = table.Column<int>(type: "INTEGER", nullable: false),
                    Digest = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Time = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deletions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "disclosures",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Names = table.Column<string>(type: "TEXT", nullable: false),
                    Nations = table.Column<string>(type: "TEXT", nullable: false),
                    Resource = table.Column<string>(type: "TEXT", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_disclosures", x => x.Ordinal);
                });

            migrationBuilder.CreateIndex(
                name: "IX_track_pages_Nation_MaxReceipt",
                table: "track_pages",
                columns: new[] { "Nation", "MaxReceipt" });

            migrationBuilder.CreateIndex(
                name: "IX_deletions_Nation_Id",
                table: "deletions",
                columns: new[] { "Nation", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_disclosures_Name",
                table: "disclosures",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_disclosures_Stamp",
                table: "disclosures",
                column: "Stamp");

            migrationBuilder.CreateIndex(
                name: "IX_disclosures_Until",
                table: "disclosures",
                column: "Until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deletions");

            migrationBuilder.DropTable(
                name: "disclosures");

            migrationBuilder.DropIndex(
                name: "IX_track_pages_Nation_MaxReceipt",
                table: "track_pages");

            migrationBuilder.DropColumn(
                name: "Nation",
                table: "track_pages");

            migrationBuilder.CreateIndex(
                name: "IX_track_pages_MaxReceipt",
                table: "track_pages",
                column: "MaxReceipt");
        }
    }
}
