using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Roster.Storage.Migrations
{
    /// <inheritdoc />
    public partial class FormationDepth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "enrolments",
                columns: table => new
                {
                    Member = table.Column<string>(type: "TEXT", nullable: false),
                    Training = table.Column<string>(type: "TEXT", nullable: false),
                    From = table.Column<long>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_enrolments", x => new { x.Member, x.Training });
                });

            migrationBuilder.CreateTable(
                name: "lapse_notices",
                columns: table => new
                {
                    Member = table.Column<string>(type: "TEXT", nullable: false),
                    Skill = table.Column<string>(type: "TEXT", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    Days = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lapse_notices", x => new { x.Member, x.Skill, x.Until, x.Days });
                });

            migrationBuilder.CreateTable(
                name: "support_requests",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    ReceivingNation = table.Column<string>(type: "TEXT", nullable: false),
                    GivingNation = table.Column<string>(type: "TEXT", nullable: false),
                    NextStepNation = table.Column<string>(type: "TEXT", nullable: false),
                    NextStepDue = table.Column<long>(type: "INTEGER", nullable: true),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_support_requests", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "trainings",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trainings", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "worked",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Member = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    From = table.Column<long>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_worked", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_enrolments_Training",
                table: "enrolments",
                column: "Training");

            migrationBuilder.CreateIndex(
                name: "IX_enrolments_Until",
                table: "enrolments",
                column: "Until");

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
                name: "enrolments");

            migrationBuilder.DropTable(
                name: "lapse_notices");

            migrationBuilder.DropTable(
                name: "support_requests");

            migrationBuilder.DropTable(
                name: "trainings");

            migrationBuilder.DropTable(
                name: "worked");
        }
    }
}
