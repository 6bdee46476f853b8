using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Geolocation.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Tracks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "subjects",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Nation = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subjects", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "track_batches",
                columns: table => new
                {
                    Last = table.Column<long>(type: "bigint", nullable: false),
                    First = table.Column<long>(type: "bigint", nullable: false),
                    ReceiptTime = table.Column<long>(type: "bigint", nullable: false),
                    Points = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_track_batches", x => x.Last);
                });

            migrationBuilder.CreateTable(
                name: "track_known",
                columns: table => new
                {
                    Part = table.Column<int>(type: "integer", nullable: false),
                    Points = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_track_known", x => x.Part);
                });

            migrationBuilder.CreateTable(
                name: "track_marks",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_track_marks", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "track_pages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Bucket = table.Column<int>(type: "integer", nullable: false),
                    MinEvent = table.Column<long>(type: "bigint", nullable: false),
                    MaxEvent = table.Column<long>(type: "bigint", nullable: false),
                    MaxReceipt = table.Column<long>(type: "bigint", nullable: false),
                    Last = table.Column<long>(type: "bigint", nullable: false),
                    Points = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_track_pages", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_subjects_Name",
                table: "subjects",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_track_pages_Bucket_MinEvent_MaxEvent",
                table: "track_pages",
                columns: new[] { "Bucket", "MinEvent", "MaxEvent" });

            migrationBuilder.CreateIndex(
                name: "IX_track_pages_MaxReceipt",
                table: "track_pages",
                column: "MaxReceipt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "subjects");

            migrationBuilder.DropTable(
                name: "track_batches");

            migrationBuilder.DropTable(
                name: "track_known");

            migrationBuilder.DropTable(
                name: "track_marks");

            migrationBuilder.DropTable(
                name: "track_pages");
        }
    }
}
