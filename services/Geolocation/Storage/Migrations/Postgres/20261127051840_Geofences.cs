using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Geolocation.Storage.Migrations.Postgres
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
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Fence = table.Column<string>(type: "text", nullable: false),
                    From = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: true),
                    Says = table.Column<byte[]>(type: "bytea", nullable: false),
                    HasBegun = table.Column<bool>(type: "boolean", nullable: false),
                    HasEnded = table.Column<bool>(type: "boolean", nullable: false),
                    Stamp = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fence_editions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "fence_events",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    Edition = table.Column<long>(type: "bigint", nullable: false),
                    Fence = table.Column<string>(type: "text", nullable: false),
                    Subject = table.Column<string>(type: "text", nullable: false),
                    Time = table.Column<long>(type: "bigint", nullable: false),
                    Rank = table.Column<int>(type: "integer", nullable: false),
                    Type = table.Column<int>(type: "integer", nullable: false),
                    Cause = table.Column<int>(type: "integer", nullable: false),
                    Latitude = table.Column<double>(type: "double precision", nullable: true),
                    Longitude = table.Column<double>(type: "double precision", nullable: true),
                    Since = table.Column<long>(type: "bigint", nullable: true),
                    IsInside = table.Column<bool>(type: "boolean", nullable: false),
                    InsideSince = table.Column<long>(type: "bigint", nullable: true),
                    HasDwelled = table.Column<bool>(type: "boolean", nullable: false),
                    RecordTime = table.Column<long>(type: "bigint", nullable: false),
                    Replaces = table.Column<long>(type: "bigint", nullable: true),
                    RetractedBy = table.Column<long>(type: "bigint", nullable: true),
                    ReplacedBy = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fence_events", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "fence_follower",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Cursor = table.Column<long>(type: "bigint", nullable: false),
                    NextEvent = table.Column<long>(type: "bigint", nullable: false),
                    Holder = table.Column<string>(type: "text", nullable: false),
                    LeaseUntil = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fence_follower", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "geofences",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Names = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
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
