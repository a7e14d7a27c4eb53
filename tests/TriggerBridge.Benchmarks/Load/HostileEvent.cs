namespace TriggerBridge.Benchmarks.Load;

/// <summary>Events that are made to cost much, each for a bridge with the filter that it is dearest for; and a small one to compare them with.</summary>
/// <param name="Bridge">The name of its bridge.</param>
internal sealed record HostileEvent(string Bridge, string Name, string Filter, Func<string> Body)
{
    private const int Bytes = 1024 * 1024;

    public static HostileEvent Small { get; } = new("small", "two bytes, for comparison", "$", static () => "{}");

    public static IReadOnlyList<HostileEvent> All { get; } =
    [
        new("brackets", "1 MiB of arrays in each other", "$", static () => new string('[', Bytes / 2) + new string(']', Bytes / 2)),
        new("levels", "1 MiB of arrays 64 deep, every value looked for", "$..a", static () => Repeat(new string('[', 63) + new string(']', 63))),
        new("too-deep", "1 MiB of arrays 64 deep, the last one 100 deep", "$", static () => $"[{Repeat(new string('[', 62) + new string(']', 62))},{new string('[', 99)}{new string(']', 99)}]"),
        new("pairs", "1 MiB of numbers, each with each", "$[?count($[*]) == 0]", static () => Repeat("1")),
        new("pattern", "(a|aa)+b on 1 MiB of a", "match($.t, '(a|aa)+b')", static () => $$"""{"t":"{{new string('a', Bytes)}}"}"""),
        new("patterns", "1 MiB of patterns of its own", "$[?match(@.t, @.p)]", static () => Repeat("""{"t":"aaaaaaaaaaaaaaaaaaaa","p":"(a|aa)+(a|aa)+(a|aa)+b"}""")),
    ];

    private static string Repeat(string item) => "[" + string.Join(',', Enumerable.Repeat(item, Bytes / (item.Length + 1))) + "]";
}
