using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Roster.Storage.Migrations.Postgres
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
                name: "assets",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Capabilities = table.Column<List<string>>(type: "text[]", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_assets", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "engagements",
                columns: table => new
                {
                    Resource = table.Column<string>(type: "text", nullable: false),
                    Team = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_engagements", x => x.Resource);
                });

            migrationBuilder.CreateTable(
                name: "enrolments",
                columns: table => new
                {
                    Member = table.Column<string>(type: "text", nullable: false),
                    Training = table.Column<string>(type: "text", nullable: false),
                    From = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_enrolments", x => new { x.Member, x.Training });
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
                name: "lapse_notices",
                columns: table => new
                {
                    Member = table.Column<string>(type: "text", nullable: false),
                    Skill = table.Column<string>(type: "text", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: false),
                    Days = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lapse_notices", x => new { x.Member, x.Skill, x.Until, x.Days });
                });

            migrationBuilder.CreateTable(
                name: "members",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    CallSign = table.Column<string>(type: "text", nullable: false),
                    Duty = table.Column<int>(type: "integer", nullable: false),
                    Languages = table.Column<List<string>>(type: "text[]", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false),
                    Skills = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_members", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "support_requests",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<int>(type: "integer", nullable: false),
                    ReceivingNation = table.Column<string>(type: "text", nullable: false),
                    GivingNation = table.Column<string>(type: "text", nullable: false),
                    NextStepNation = table.Column<string>(type: "text", nullable: false),
                    NextStepDue = table.Column<long>(type: "bigint", nullable: true),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_support_requests", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "teams",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Holder = table.Column<string>(type: "text", nullable: false),
                    LeaseExpireTime = table.Column<long>(type: "bigint", nullable: true),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "trainings",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trainings", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "worked",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Member = table.Column<string>(type: "text", nullable: false),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    From = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: false),
                    Source = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_worked", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_answers_Time",
                table: "answers",
                column: "Time");

            migrationBuilder.CreateIndex(
                name: "IX_assets_Name",
                table: "assets",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_assets_Nation",
                table: "assets",
                column: "Nation");

            migrationBuilder.CreateIndex(
                name: "IX_engagements_Team",
                table: "engagements",
                column: "Team");

            migrationBuilder.CreateIndex(
                name: "IX_enrolments_Training",
                table: "enrolments",
                column: "Training");

            migrationBuilder.CreateIndex(
                name: "IX_enrolments_Until",
                table: "enrolments",
                column: "Until");

            migrationBuilder.CreateIndex(
                name: "IX_events_Topic_Sequence",
                table: "events",
                columns: new[] { "Topic", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_members_Name",
                table: "members",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_members_Nation_CallSign",
                table: "members",
                columns: new[] { "Nation", "CallSign" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_support_requests_Name",
                table: "support_requests",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_support_requests_NextStepDue",
                table: "support_requests",
                column: "NextStepDue");

            migrationBuilder.CreateIndex(
                name: "IX_support_requests_State",
                table: "support_requests",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_teams_Holder",
                table: "teams",
                column: "Holder");

            migrationBuilder.CreateIndex(
                name: "IX_teams_LeaseExpireTime",
                table: "teams",
                column: "LeaseExpireTime");

            migrationBuilder.CreateIndex(
                name: "IX_teams_Name",
                table: "teams",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_teams_State",
                table: "teams",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_trainings_Name",
                table: "trainings",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_trainings_State",
                table: "trainings",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_worked_Member_Until",
                table: "worked",
                columns: new[] { "Member", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_worked_Until",
                table: "worked",
                column: "Until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "answers");

            migrationBuilder.DropTable(
                name: "assets");

            migrationBuilder.DropTable(
                name: "engagements");

            migrationBuilder.DropTable(
                name: "enrolments");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "lapse_notices");

            migrationBuilder.DropTable(
                name: "members");

            migrationBuilder.DropTable(
                name: "support_requests");

            migrationBuilder.DropTable(
                name: "teams");

            migrationBuilder.DropTable(
                name: "trainings");

            migrationBuilder.DropTable(
                name: "worked");
        }
    }
}
