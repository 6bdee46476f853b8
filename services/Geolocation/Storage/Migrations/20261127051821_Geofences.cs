using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Geolocation.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Geofences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "fence_editions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Fence = table.Column<string>(type: "TEXT", nullable: false),
                    From = table.Column<long>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: true),
                    Says = table.Column<byte[]>(type: "BLOB", nullable: false),
                    HasBegun = table.Column<bool>(type: "INTEGER", nullable: false),
                    HasEnded = table.Column<bool>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fence_editions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "fence_events",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    Edition = table.Column<long>(type: "INTEGER", nullable: false),
                    Fence = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    Time = table.Column<long>(type: "INTEGER", nullable: false),
                    Rank = table.Column<int>(type: "INTEGER", nullable: false),
                    Type = table.Column<int>(type: "INTEGER", nullable: false),
                    Cause = table.Column<int>(type: "INTEGER", nullable: false),
                    Latitude = table.Column<double>(type: "REAL", nullable: true),
                    Longitude = table.Column<double>(type: "REAL", nullable: true),
                    Since = table.Column<long>(type: "INTEGER", nullable: true),
                    IsInside = table.Column<bool>(type: "INTEGER", nullable: false),
                    InsideSince = table.Column<long>(type: "INTEGER", nullable: true),
                    HasDwelled = table.Column<bool>(type: "INTEGER", nullable: false),
                    RecordTime = table.Column<long>(type: "INTEGER", nullable: false),
                    Replaces = table.Column<long>(type: "INTEGER", nullable: true),
                    RetractedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    ReplacedBy = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fence_events", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "fence_follower",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Cursor = table.Column<long>(type: "INTEGER", nullable: false),
                    NextEvent = table.Column<long>(type: "INTEGER", nullable: false),
                    Holder = table.Column<string>(type: "TEXT", nullable: false),
                    LeaseUntil = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fence_follower", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "geofences",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Names = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_geofences", x => x.Ordinal);
                });

            migrationBuilder.CreateIndex(
                name: "IX_fence_editions_Fence",
                table: "fence_editions",
                column: "Fence");

            migrationBuilder.CreateIndex(
                name: "IX_fence_editions_Stamp",
                table: "fence_editions",
                column: "Stamp");

            migrationBuilder.CreateIndex(
                name: "IX_fence_events_Edition_Subject_Time",
                table: "fence_events",
                columns: new[] { "Edition", "Subject", "Time" });

            migrationBuilder.CreateIndex(
                name: "IX_fence_events_Fence_Time",
                table: "fence_events",
                columns: new[] { "Fence", "Time" });

            migrationBuilder.CreateIndex(
                name: "IX_fence_events_Subject_Time",
                table: "fence_events",
                columns: new[] { "Subject", "Time" });

            migrationBuilder.CreateIndex(
                name: "IX_geofences_Name",
                table: "geofences",
                column: "Name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "fence_editions");

            migrationBuilder.DropTable(
                name: "fence_events");

            migrationBuilder.DropTable(
                name: "fence_follower");

            migrationBuilder.DropTable(
                name: "geofences");
        }
    }
}
