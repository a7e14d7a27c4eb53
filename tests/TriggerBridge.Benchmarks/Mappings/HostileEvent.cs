using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Benchmarks.Mappings;

/// <summary>
/// Events that are made to cost much, and what each costs as the first event of a process, where the runtime compiles the code on the way.
/// </summary>
internal sealed record HostileEvent(string Name, string Filter, Func<string> Body)
{
    /// <summary>The first argument of a process that measures one.</summary>
    public const string Verb = "hostile";

    private const int Bytes = 1024 * 1024;

    private static readonly Dictionary<string, string> Nothing = [];

    public static IReadOnlyList<HostileEvent> All { get; } =
    [
        new("1 MiB of arrays in each other", "$", static () => new string('[', Bytes / 2) + new string(']', Bytes / 2)),
        new("1 MiB of arrays 64 deep, every value looked for", "$..a", static () => Repeat(new string('[', 63) + new string(']', 63))),
        new("1 MiB of arrays 64 deep, the last one 100 deep", "$", static () => $"[{Repeat(new string('[', 62) + new string(']', 62))},{new string('[', 99)}{new string(']', 99)}]"),
        new("1 MiB of numbers, each with each", "$[?count($[*]) == 0]", static () => Repeat("1")),
        new("(a|aa)+b on 1 MiB of a", "match($.t, '(a|aa)+b')", static () => $$"""{"t":"{{new string('a', Bytes)}}"}"""),
        new("1 MiB of patterns of its own", "$[?match(@.t, @.p)]", static () => Repeat("""{"t":"aaaaaaaaaaaaaaaaaaaa","p":"(a|aa)+(a|aa)+(a|aa)+b"}""")),
    ];

    /// <summary>Maps the event once, in this process, and prints the milliseconds of CPU and what came of it.</summary>
    public static void Run(string index)
    {
        var hostile = All[int.Parse(index, CultureInfo.InvariantCulture)];
        var body = Encoding.UTF8.GetBytes(hostile.Body());
        var problems = new List<DocumentProblem>();
        var filter = EventFilter.Compile(hostile.Filter, "$.filter", LookupTables.None, problems);
        var template = InputTemplate.Compile(JsonElement.Parse("""{"all.$":"$"}"""), "$.input", problems);
        if (problems.Count > 0) throw new InvalidOperationException(problems[0].ToString());

        // CPU, not elapsed time: it is what the event costs, however busy the machine is.
        var before = Environment.CpuUsage.TotalTime;
        var result = hostile.Map(body, filter, template);
        var milliseconds = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0}|{result}"));
    }

    /// <returns>Milliseconds of CPU in a process of its own, and what came of it.</returns>
    public async Task<(double Milliseconds, string Result)> MeasureAsync(int index)
    {
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, Verb, index.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim().Split('|', 2) is [var milliseconds, var result]
            ? (double.Parse(milliseconds, CultureInfo.InvariantCulture), result)
            : throw new InvalidOperationException($"'{Name}' was not measured.");
    }

    private string Map(byte[] body, EventFilter filter, InputTemplate template)
    {
        if (JsonText.ParseEvent(body) is not JsonParse.Parsed parsed) return "not parsed";
        var context = new EventContext
        {
            Event = parsed.Document, IsShallow = parsed.IsShallow, Headers = Nothing, Query = Nothing, BridgeName = Name, ReceivedAt = default,
        };
        return filter.Test(context) switch
        {
            FilterResult.Failed failed => failed.Reason,
            FilterResult.Rejected => "filtered",
            _ => template.Map(context) is MappingResult.Failed failed ? failed.Reason : "mapped",
        };
    }

    private static string Repeat(string item) => "[" + string.Join(',', Enumerable.Repeat(item, Bytes / (item.Length + 1))) + "]";
}
