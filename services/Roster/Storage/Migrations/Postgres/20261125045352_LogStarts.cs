using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Roster.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class LogStarts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "log_starts");
        }
    }
}
