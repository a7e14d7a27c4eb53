using System.Text;
using Azure;
using TriggerBridge.Tables;

namespace TriggerBridge.Tests.Tables;

public sealed class EntityReaderTests
{
    [Fact]
    public void Row_as_the_service_writes_it()
    {
        var row = Read(
            """
            {"odata.metadata":"https://acc.table.core.windows.net/$metadata#Rows/@Element","odata.etag":"W/\"1\"","PartitionKey":"p","RowKey":"r",
             "Timestamp":"2024-03-01T12:00:00.1234567Z","Long@odata.type":"Edm.Int64","Long":"5","Real":2.5,"Whole":2,"Flag":true,"None":null}
            """);

        Assert.Equal(("p", "r", new ETag("W/\"1\"")), (row.PartitionKey, row.RowKey, row.ETag));
        Assert.Equal(new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567), row.Timestamp);
        Assert.Equal((5L, 2.5, 2, true), (row.GetInt64("Long"), row.GetDouble("Real"), row.GetInt32("Whole"), row.GetBoolean("Flag")));
        Assert.Equal(8, row.Count);
    }

    [Fact]
    public void Type_counts_whether_it_stands_before_its_property_behind_it_or_apart()
    {
        var row = Read(
            """
            {"A":"1","A@odata.type":"Edm.Int64","B@odata.type":"Edm.Binary","C@odata.type":"Edm.Guid","C":"6c646e8a-3731-2f10-db82-35d8ee02e977",
             "B":"AQI=","D":2,"D@odata.type":"Edm.Double","E@odata.type":"Edm.Double","E":"-Infinity","F@odata.type":"Edm.String","F":"x","G":3,
             "G@odata.type":"Edm.Int64","Time":"2024-03-01T12:00:00Z","Time@odata.type":"Edm.DateTime"}
            """);

        Assert.Equal(
            [
                1L, new byte[] { 1, 2 }, Guid.Parse("6c646e8a-3731-2f10-db82-35d8ee02e977"), 2.0, double.NegativeInfinity, "x", 3L,
                new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero),
            ],
            new[] { "A", "B", "C", "D", "E", "F", "G", "Time" }.Select(name => row[name]));
    }

    [Fact]
    public void Type_without_its_property_leaves_nothing_behind()
        => Assert.Equal(["Kept"], Read("""{"Gone@odata.type":"Edm.Int64","Null@odata.type":"Edm.Guid","Null":null,"Kept":1}""").Keys);

    [Fact]
    public void Etag_of_the_answer_serves_where_the_body_has_none()
        => Assert.Equal(new ETag("\"h\""), EntityReader.ReadEntity<TableEntity>("{}"u8, new ETag("\"h\"")).ETag);

    [Fact]
    public void Getter_of_another_type_throws_and_names_the_property()
    {
        var row = new TableEntity("p", "r") { ["Number"] = 1 };

        Assert.Contains("Number", Assert.Throws<InvalidOperationException>(() => row.GetString("Number")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => row.GetInt64("Number"));
        Assert.Null(row.GetInt64("Absent"));
        Assert.Null(row.GetString("Absent"));
    }

    private static TableEntity Read(string json) => EntityReader.ReadEntity<TableEntity>(Encoding.UTF8.GetBytes(json), etag: null);
}
