using System.Runtime.InteropServices;
using System.Text;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Tests.Mapping;

namespace TriggerBridge.Tests.Json;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d"}""", "\uFFFD")]
    [InlineData("""{"a":"\uDC00 x"}""", "\uFFFD x")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", "\uFFFD😀")]
    [InlineData("""{"a":"\uD83D\uDE00"}""", "😀")]
    [InlineData("""{"a":"\\ud83d"}""", "\\ud83d")]
    [InlineData("""{"a":"\\\ud83d\\"}""", "\\\uFFFD\\")]
    [InlineData("""{"a":"\ud83d\n"}""", "\uFFFD\n")]
    public void Half_an_emoji_is_no_reason_to_refuse_an_event(string json, string expected)
    {
        var context = Events.Of(json);

        Assert.Equal(expected, context.Event.GetProperty("a").GetString());
        Assert.IsType<MappingResult.Mapped>(Events.Compile("""{"a":"{{$.a}}"}""").Map(context));
    }

    [Fact]
    public void Half_an_emoji_in_a_name_breaks_no_lookup() =>
        Assert.Equal("""{"b":1}""", Events.Map("""{"b.$":"$.abcd"}""", """{"\ud800x":0,"abcd":1}"""));

    [Fact]
    public void Byte_order_mark_is_passed_over() =>
        Assert.Equal(1, Events.Of([0xEF, 0xBB, 0xBF, .. "1"u8]).Event.GetInt32());

    [Fact]
    public void Broken_UTF8_is_unreadable() =>
        Assert.Equal(new JsonParse.Unreadable("not UTF-8"), JsonText.ParseEvent([(byte)'"', 0xFF, (byte)'"']));

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{\n  secret }", 2, 3)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("[1,]", 1, 4)]
    [InlineData("\"\\ud83", 1, 7)]
    public void What_is_no_JSON_is_unreadable_and_not_quoted(string text, int line, int character) =>
        Assert.Equal(new JsonParse.Unreadable($"not JSON at line {line}, byte {character}"), JsonText.ParseEvent(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Events_are_read_to_1024_levels_and_the_depth_alone_of_deeper_ones()
    {
        static byte[] Nested(int levels) => Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels));

        Assert.IsType<JsonParse.Parsed>(JsonText.ParseEvent(Nested(1024)));
        Assert.Equal(Nested(1024), JsonMarshal.GetRawUtf8Value(Assert.IsType<JsonParse.Parsed>(JsonText.ParseEvent(Nested(1025))).Document));
        Assert.IsType<JsonParse.Parsed>(JsonText.ParseEvent(Nested(500_000)));
        Assert.IsType<JsonParse.Unreadable>(JsonText.ParseEvent(Nested(500_000).AsSpan()[..^1]));
    }
}
