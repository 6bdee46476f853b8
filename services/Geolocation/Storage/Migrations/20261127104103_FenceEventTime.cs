using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Geolocation.Storage.Migrations
{
    /// <inheritdoc />
    public partial class FenceEventTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_fence_events_Time",
                table: "fence_events",
                column: "Time");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_fence_events_Time",
                table: "fence_events");
        }
    }
}
