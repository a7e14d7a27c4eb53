using System.Text.Json;
using TriggerBridge.Mapping.Inference;

namespace TriggerBridge.Tests.Mapping.Schemas;

public sealed class EventInferenceTests
{
    [Fact]
    public void Types_are_those_that_were_seen_and_what_was_not_always_there_is_optional() => Assert.Equal(
        """{"type":"object","required":["a","b","c"],"properties":{"a":{"type":["string","null"]},"b":{"type":"number"},"c":{"type":"array","items":{"type":"boolean"}},"d":{}}}""",
        Infer("""{"a":"x","b":1,"c":[true]}""", """{"a":null,"b":1.5,"c":[],"d":null}"""));

    [Theory]
    [InlineData("2026-03-31T12:00:00Z", "date-time")]
    [InlineData("ann@example.org", "email")]
    [InlineData("0b3f7c4e-8a52-4a1b-9c0d-1e2f3a4b5c6d", "uuid")]
    [InlineData("https://example.org/a", "uri")]
    [InlineData("urn:a", null)]
    [InlineData("removed", null)]
    public void Formats_are_told_by_their_look(string text, string? format) =>
        Assert.Equal(format is null ? """{"type":"string"}""" : $$"""{"type":"string","format":"{{format}}"}""", Infer(LeaverSchema.Json(text)));

    [Fact]
    public void Format_that_one_text_does_not_have_is_none() => Assert.Equal("""{"type":"string"}""", Infer("\"ann@example.org\"", "\"ann\""));

    [Fact]
    public void Few_codes_of_many_events_are_all_that_there_are()
    {
        var schema = Infer([.. Enumerable.Range(0, 40).Select(n => $$"""{"action":"{{(n % 3 == 0 ? "removed" : "added")}}"}""")]);
        Assert.Contains("""{"type":"string","enum":["added","removed"]}""", schema, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "ann")]
    [InlineData("displayName", "ann")]
    [InlineData("user_id", "ann")]
    [InlineData("managerLogin", "ann")]
    [InlineData("e-mail", "ann")]
    [InlineData("department", "Human Resources")]
    [InlineData("action", "1234")]
    public void Values_that_may_tell_a_person_or_are_no_codes_stand_in_no_schema(string member, string value)
    {
        var schema = Infer([.. Enumerable.Range(0, 100).Select(_ => LeaverSchema.Json(new Dictionary<string, string>(StringComparer.Ordinal) { [member] = value }))]);
        Assert.DoesNotContain(value, schema.Replace(member, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"users":{"ann@example.org":1,"bob@example.org":2}}""", "example")]
    [InlineData("""{"users":{"100200":1}}""", "100200")]
    public void Names_that_are_somebodys_keys_stand_in_no_schema(string json, string key)
    {
        var schema = Infer(json);
        Assert.DoesNotContain(key, schema, StringComparison.Ordinal);
        Assert.Contains("\"additionalProperties\":{\"type\":\"integer\"}", schema, StringComparison.Ordinal);
    }

    [Fact]
    public void Object_with_very_many_names_is_a_table()
    {
        var schema = Infer($"{{{string.Join(',', Enumerable.Range(0, 1_000).Select(n => $"\"n{n}\":{{\"a\":{n}}}"))}}}");
        Assert.Equal("""{"type":"object","additionalProperties":{"type":"object"}}""", schema);
    }

    [Fact]
    public void Event_that_is_as_deep_as_may_be_gives_a_schema_that_can_be_read()
    {
        var json = string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60);
        Assert.Null(LeaverSchema.Objection(Whole(json), json));
    }

    [Fact]
    public void First_mapping_has_whom_what_and_when()
    {
        var inference = Of(
            """{"id":"e1","type":"removed","at":"2026-03-31T12:00:00Z","user":{"id":"u1","email":"a@example.org","shoeSize":4},"org":{"id":"o1"},"tags":[{"id":"t"}]}""",
            """{"id":"e2","type":"removed","at":"2026-03-31T12:00:00Z","user":{"id":"u1","shoeSize":4},"org":{"id":"o1"}}""");
        Assert.Equal(
            ["id.$ $.id", "type.$ $.type", "at.$ $.at", "userId.$ $.user.id", "orgId.$ $.org.id", "email.$? $.user.email"],
            inference.FirstMapping().Select(each => $"{each.Key} {each.Value}"));
    }

    [Theory]
    [InlineData("userId", "user id")]
    [InlineData("USER_ID", "user id")]
    [InlineData("user-id", "user id")]
    [InlineData("ID", "id")]
    [InlineData("e.mail", "e mail")]
    [InlineData("", "")]
    public void Names_have_words(string name, string words) => Assert.Equal(words, string.Join(' ', FieldMeaning.Words(name)));

    private static EventInference Of(params IEnumerable<string> samples)
    {
        var inference = new EventInference();
        foreach (var sample in samples)
            inference.Add(Events.Of(sample).Event);
        return inference;
    }

    private static string Whole(params IEnumerable<string> samples) => Of(samples).WriteSchema("Events");

    private static string Infer(params IEnumerable<string> samples)
    {
        var schema = System.Text.Json.Nodes.JsonNode.Parse(Whole(samples))!.AsObject();
        Assert.True(schema.Remove("$schema") && schema.Remove("title"));
        return schema.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
