using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Partners.Storage.Migrations
{
    /// <inheritdoc />
    public partial class CapAlerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "cap_messages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: false),
                    Hotspot = table.Column<string>(type: "TEXT", nullable: false),
                    IsDone = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cap_messages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "cap_published",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Hotspot = table.Column<string>(type: "TEXT", nullable: false),
                    Etag = table.Column<string>(type: "TEXT", nullable: false),
                    Type = table.Column<string>(type: "TEXT", nullable: false),
                    Identifier = table.Column<string>(type: "TEXT", nullable: false),
                    Sent = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cap_published", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "cap_threads",
                columns: table => new
                {
                    Hotspot = table.Column<string>(type: "TEXT", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    LastSent = table.Column<long>(type: "INTEGER", nullable: false),
                    IsOver = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsExercise = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsPublic = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cap_threads", x => x.Hotspot);
                });

            migrationBuilder.CreateIndex(
                name: "IX_cap_messages_Owner_Message",
                table: "cap_messages",
                columns: new[] { "Owner", "Message" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_cap_published_Hotspot_Etag",
                table: "cap_published",
                columns: new[] { "Hotspot", "Etag" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cap_messages");

            migrationBuilder.DropTable(
                name: "cap_published");

            migrationBuilder.DropTable(
                name: "cap_threads");
        }
    }
}
