using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Partners.Storage.Migrations.Postgres
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
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Owner = table.Column<string>(type: "text", nullable: false),
                    SecretHash = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
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
