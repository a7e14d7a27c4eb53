using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Drift;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Drift;

/// <summary>The app with what these tests ask of it.</summary>
internal static class DriftApp
{
    public const string GitHub = """{ "scheme": "github", "secret": "hook" }""";

    /// <summary>With a bridge that takes removals, and hands on the login of whoever is removed.</summary>
    public static Task<TestApp> StartAsync(params string[] settings) => TestApp.StartForAsync(
        GitHub, more: "\"filter\": \"$.action == 'removed'\",", input: """{ "login.$": "$.user.login" }""", settings: settings);

    /// <summary>Posts equal events, each with an id of its own.</summary>
    public static async Task PostAsync(this TestApp app, int count, string body)
    {
        for (var i = 0; i < count; i++)
        {
            using var answer = await app.PostAsync(Guid.NewGuid().ToString(), body);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>The instance writes down what it has seen.</summary>
    public static Task WriteShapesAsync(this TestApp app) => app.Get<ShapeWatch>().WriteAsync();

    /// <summary>All changes as the operators' route has them.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ChangesAsync(this TestApp app, string query = "") =>
        [.. (await app.GetAsync($"/api/bridges/{TestApp.Bridge}/drift{query}")).GetProperty("types").EnumerateArray().SelectMany(type => type.GetProperty("changes").EnumerateArray())];

    /// <summary>What was logged of changes.</summary>
    public static IEnumerable<string> Reports(this TestApp app) => app.Logs.All.Where(line => line.StartsWith("The events of bridge", StringComparison.Ordinal));

    /// <summary>All that stands in the table, as it is and unpacked.</summary>
    public static async Task<IReadOnlyList<string>> TableTextsAsync(this TestApp app)
    {
        var texts = new List<string>();
        await foreach (var row in app.Tables.GetTableClient("Drift").QueryAsync<TableEntity>())
        {
            texts.AddRange(row.Where(column => column.Value is not byte[]).Select(column => $"{column.Key}={column.Value}"));
            texts.AddRange(new[] { "Shape", "Changes" }.Select(name => Unpack(row, name)));
        }

        return texts;
    }

    private static string Unpack(TableEntity row, string name)
    {
        var plain = new byte[row.GetInt32(name + "Length")!.Value];
        Assert.True(BrotliDecoder.TryDecompress(row.GetBinary(name + "0"), plain, out var length));
        return Encoding.UTF8.GetString(plain, 0, length);
    }
}
