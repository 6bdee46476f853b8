using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Tasking.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class KeysMandatesAndHandovers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Holders",
                table: "missions",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "delegations",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    Delegate = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delegations", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "desk_watches",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    Person = table.Column<string>(type: "text", nullable: false),
                    BeginTime = table.Column<long>(type: "bigint", nullable: false),
                    EndTime = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_desk_watches", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "handovers",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<int>(type: "integer", nullable: false),
                    From = table.Column<string>(type: "text", nullable: false),
                    To = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_handovers", x => x.Ordinal);
                });

            migrationBuilder.CreateTable(
                name: "pre_authorisations",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pre_authorisations", x => x.Ordinal);
                });

            migrationBuilder.CreateIndex(
                name: "IX_delegations_Name",
                table: "delegations",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_delegations_Nation_Delegate",
                table: "delegations",
                columns: new[] { "Nation", "Delegate" });

            migrationBuilder.CreateIndex(
                name: "IX_desk_watches_Nation_EndTime",
                table: "desk_watches",
                columns: new[] { "Nation", "EndTime" });

            migrationBuilder.CreateIndex(
                name: "IX_handovers_Name",
                table: "handovers",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_pre_authorisations_Name",
                table: "pre_authorisations",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_pre_authorisations_Nation_State",
                table: "pre_authorisations",
                columns: new[] { "Nation", "State" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "delegations");

            migrationBuilder.DropTable(
                name: "desk_watches");

            migrationBuilder.DropTable(
                name: "handovers");

            migrationBuilder.DropTable(
                name: "pre_authorisations");

            migrationBuilder.DropColumn(
                name: "Holders",
                table: "missions");
        }
    }
}
