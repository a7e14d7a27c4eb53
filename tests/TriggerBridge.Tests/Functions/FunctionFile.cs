using System.Text.Json;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Functions;

/// <summary>One <c>function.json</c>, as the Functions host reads it.</summary>
internal sealed record FunctionFile
{
    public required string Name { get; init; }

    /// <summary>Of an HTTP trigger, without the host's prefix <c>api</c>; null for timers.</summary>
    public string? Route { get; init; }

    /// <summary>In upper case.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    public string? AuthLevel { get; init; }

    /// <summary>Of a timer, such as <c>%ProcessDueWorkSchedule%</c>.</summary>
    public string? Schedule { get; init; }

    public static IReadOnlyList<FunctionFile> ReadAll()
    {
        var folders = new DirectoryInfo(RepositoryRoot.File("src", "TriggerBridge.Functions")).GetDirectories();
        return [.. folders.Select(folder => Path.Combine(folder.FullName, "function.json")).Where(File.Exists).Order(StringComparer.Ordinal).Select(Read)];
    }

    private static FunctionFile Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var trigger = json.RootElement.GetProperty("bindings").EnumerateArray().Single(binding => binding.GetProperty("direction").ValueEquals("in"));
        var function = new FunctionFile { Name = Path.GetFileName(Path.GetDirectoryName(path))! };
        return trigger.GetProperty("type").GetString() switch
        {
            "httpTrigger" => function with
            {
                Route = trigger.GetProperty("route").GetString(),
                Methods = [.. trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())],
                AuthLevel = trigger.GetProperty("authLevel").GetString(),
            },
            "timerTrigger" => function with { Schedule = trigger.GetProperty("schedule").GetString() },
            var other => throw new InvalidDataException($"{path} has a trigger '{other}' that this test does not know."),
        };
    }
}
