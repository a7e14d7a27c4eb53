using System.Text.Json;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Cli;

namespace TriggerBridge.Tests.Bridges.Compiling;

public sealed class BridgeSchemaTests
{
    private static readonly JsonElement Schema = JsonElement.Parse(BridgeSchema.Write());

    [Theory]
    [InlineData("bridge")]
    [InlineData("source")]
    public void The_file_in_the_repository_is_what_the_types_say(string kind)
    {
        var file = RepositoryRoot.File("schemas", kind + ".schema.json");
        if (Environment.GetEnvironmentVariable("TRIGGERBRIDGE_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Write(kind));
        }

        Assert.True(File.ReadAllText(file) == Write(kind), $"schemas/{kind}.schema.json is stale: run this test with TRIGGERBRIDGE_UPDATE_DOCS=1.");
    }

    [Fact]
    public async Task The_command_line_prints_it() => Assert.Equal(new CliRun(0, BridgeSchema.Write(), ""), await CliRun.InProcessAsync("schema"));

    [Fact]
    public async Task The_command_line_prints_that_of_sources() => Assert.Equal(new CliRun(0, BridgeSchema.WriteSource(), ""), await CliRun.InProcessAsync("schema", "--source"));

    [Fact]
    public void A_source_is_described_as_its_webhook_in_a_bridge()
    {
        var source = JsonElement.Parse(BridgeSchema.WriteSource());

        Assert.Equal(["webhook"], Texts(source.GetProperty("required")));
        Assert.True(JsonElement.DeepEquals(Key("webhook").GetProperty("properties"), source.GetProperty("properties").GetProperty("webhook").GetProperty("properties")));
    }

    [Fact]
    public void Every_key_says_what_it_is_for_and_what_it_takes() => Assert.All(Keys(Schema, "$").Concat(Keys(JsonElement.Parse(BridgeSchema.WriteSource()), "$")), key =>
    {
        Assert.True(key.Schema.TryGetProperty("description", out var description) && description.GetString() is { Length: > 10 }, key.Path);
        Assert.True(key.Schema.TryGetProperty("type", out _) || key.Schema.TryGetProperty("enum", out _) || key.Schema.TryGetProperty("anyOf", out _), key.Path);
    });

    [Fact]
    public void Unknown_keys_are_errors_but_for_those_that_the_author_names()
    {
        var open = Keys(Schema, "$").Where(key => key.Schema.TryGetProperty("properties", out _) && key.Schema.GetProperty("additionalProperties").GetBoolean());

        Assert.Empty(open);
        Assert.False(Schema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal("object", Key("tables").GetProperty("additionalProperties").GetProperty("type").GetString());
        Assert.False(Key("input").TryGetProperty("additionalProperties", out _));
    }

    [Fact]
    public void What_a_file_must_have_is_required()
    {
        Assert.Equal(["workflow"], Texts(Schema.GetProperty("required")));
        Assert.Equal(["tenant", "id", "credential"], Texts(Key("workflow").GetProperty("required")));
    }

    [Fact]
    public void Closed_sets_are_listed()
    {
        Assert.Equal(["retryIfAbsent", "hold", "retry"], Texts(Key("whenInDoubt").GetProperty("enum")));
        Assert.Equal(["input", "none"], Texts(Key("workflow", "envelope").GetProperty("enum")));
        Assert.Contains("github", Texts(Key("webhook", "scheme").GetProperty("enum")));
    }

    private static string Write(string kind) => kind == "bridge" ? BridgeSchema.Write() : BridgeSchema.WriteSource();

    private static IEnumerable<string?> Texts(JsonElement texts) => texts.EnumerateArray().Select(text => text.GetString());

    private static JsonElement Key(params string[] names) =>
        names.Aggregate(Schema, (schema, name) => schema.GetProperty("properties").GetProperty(name));

    private static IEnumerable<(string Path, JsonElement Schema)> Keys(JsonElement schema, string at) =>
        schema.TryGetProperty("properties", out var keys)
            ? keys.EnumerateObject().SelectMany(key => Keys(key.Value, $"{at}.{key.Name}").Prepend(($"{at}.{key.Name}", key.Value)))
            : [];
}
