using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TaskForce.Tasking.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OrdersAndDevices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Holds",
                table: "orders",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Recipient",
                table: "orders",
                type: "text",
                nullable: false,
                defaultValue: "");

            // The orders that are there already hold until their missions end.
            migrationBuilder.Sql("""UPDATE orders SET "Recipient" = "Body"::json ->> 'recipient', "Holds" = true;""");

            migrationBuilder.CreateTable(
                name: "devices",
                columns: table => new
                {
                    Member = table.Column<string>(type: "text", nullable: false),
                    Device = table.Column<string>(type: "text", nullable: false),
                    FirstSeen = table.Column<long>(type: "bigint", nullable: false),
                    LastSeen = table.Column<long>(type: "bigint", nullable: false),
                    Cursor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_devices", x => new { x.Member, x.Device });
                });

            migrationBuilder.CreateIndex(
                name: "IX_orders_Recipient",
                table: "orders",
                column: "Recipient");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "devices");

            migrationBuilder.DropIndex(
                name: "IX_orders_Recipient",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "Holds",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "Recipient",
                table: "orders");
        }
    }
}
