using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Tasking.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "answers",
                columns: table => new
                {
                    Subject = table.Column<string>(type: "text", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    Question = table.Column<byte[]>(type: "bytea", nullable: false),
                    Answer = table.Column<byte[]>(type: "bytea", nullable: false),
                    Time = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_answers", x => new { x.Subject, x.RequestId });
                });

            migrationBuilder.CreateTable(
                name: "cursors",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cursors", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Topic = table.Column<string>(type: "text", nullable: false),
                    Resource = table.Column<string>(type: "text", nullable: false),
                    Time = table.Column<long>(type: "bigint", nullable: false),
                    Payload = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "hotspots",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    HostNation = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hotspots", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "missions",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<int>(type: "integer", nullable: false),
                    IsLive = table.Column<bool>(type: "boolean", nullable: false),
                    Hotspot = table.Column<string>(type: "text", nullable: false),
                    Team = table.Column<string>(type: "text", nullable: true),
                    EndYear = table.Column<int>(type: "integer", nullable: false),
                    Arrests = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_missions", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Mission = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_orders", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "yearly_figures",
                columns: table => new
                {
                    Year = table.Column<int>(type: "integer", nullable: false),
                    JointOperations = table.Column<int>(type: "integer", nullable: false),
                    Arrests = table.Column<int>(type: "integer", nullable: false),
                    TrainingSessions = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_yearly_figures", x => x.Year);
                });

            migrationBuilder.CreateIndex(
                name: "IX_answers_Time",
                table: "answers",
                column: "Time");

            migrationBuilder.CreateIndex(
                name: "IX_events_Topic_Sequence",
                table: "events",
                columns: new[] { "Topic", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_hotspots_Name",
                table: "hotspots",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_missions_Hotspot",
                table: "missions",
                column: "Hotspot");

            migrationBuilder.CreateIndex(
                name: "IX_missions_Name",
                table: "missions",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_missions_State",
                table: "missions",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_missions_Team",
                table: "missions",
                column: "Team");

            migrationBuilder.CreateIndex(
                name: "IX_orders_Mission",
                table: "orders",
                column: "Mission");

            migrationBuilder.CreateIndex(
                name: "IX_orders_Name",
                table: "orders",
                column: "Name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "answers");

            migrationBuilder.DropTable(
                name: "cursors");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "hotspots");

            migrationBuilder.DropTable(
                name: "missions");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "yearly_figures");
        }
    }
}
