using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace TaskForce.Partners.Storage.Migrations.Postgres
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
                name: "audit_entries",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    IsCheckpoint = table.Column<bool>(type: "boolean", nullable: false),
                    Time = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    Record = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "audit_gate",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_gate", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "audit_marks",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_marks", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "audit_values",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Values = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_values", x => x.Number);
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

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Webhook = table.Column<string>(type: "text", nullable: false),
                    Feed = table.Column<string>(type: "text", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    Type = table.Column<string>(type: "text", nullable: false),
                    Subject = table.Column<string>(type: "text", nullable: false),
                    ReadTime = table.Column<long>(type: "bigint", nullable: false),
                    Deadline = table.Column<long>(type: "bigint", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NextAttempt = table.Column<long>(type: "bigint", nullable: false),
                    GiveUpTime = table.Column<long>(type: "bigint", nullable: true),
                    FailureTime = table.Column<long>(type: "bigint", nullable: true),
                    FailureStatus = table.Column<int>(type: "integer", nullable: false),
                    FailureReason = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_deliveries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_feeds",
                columns: table => new
                {
                    Webhook = table.Column<string>(type: "text", nullable: false),
                    Feed = table.Column<string>(type: "text", nullable: false),
                    After = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_feeds", x => new { x.Webhook, x.Feed });
                });

            migrationBuilder.CreateTable(
                name: "webhook_outcomes",
                columns: table => new
                {
                    Webhook = table.Column<string>(type: "text", nullable: false),
                    Delivered = table.Column<long>(type: "bigint", nullable: false),
                    LastDelivery = table.Column<long>(type: "bigint", nullable: true),
                    Gate = table.Column<long>(type: "bigint", nullable: false),
                    Failures = table.Column<string>(type: "text", nullable: false),
                    Holder = table.Column<string>(type: "text", nullable: false),
                    HeldUntil = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_outcomes", x => x.Webhook);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    Ordinal = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Owner = table.Column<string>(type: "text", nullable: false),
                    Nation = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => x.Ordinal);
                });

            migrationBuilder.CreateIndex(
                name: "IX_answers_Time",
                table: "answers",
                column: "Time");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_IsCheckpoint_Number",
                table: "audit_entries",
                columns: new[] { "IsCheckpoint", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_events_Topic_Sequence",
                table: "events",
                columns: new[] { "Topic", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_Webhook_Feed_Sequence",
                table: "webhook_deliveries",
                columns: new[] { "Webhook", "Feed", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_webhooks_Name",
                table: "webhooks",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_webhooks_Nation",
                table: "webhooks",
                column: "Nation");

            migrationBuilder.CreateIndex(
                name: "IX_webhooks_Owner",
                table: "webhooks",
                column: "Owner");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "answers");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "audit_gate");

            migrationBuilder.DropTable(
                name: "audit_marks");

            migrationBuilder.DropTable(
                name: "audit_values");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "log_starts");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "webhook_feeds");

            migrationBuilder.DropTable(
                name: "webhook_outcomes");

            migrationBuilder.DropTable(
                name: "webhooks");
        }
    }
}
