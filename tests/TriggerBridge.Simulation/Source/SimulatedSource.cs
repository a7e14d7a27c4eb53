using System.Globalization;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Source;

/// <summary>A system of records that sends no events, or not all of them: it is polled. It shows some records later than it dates them.</summary>
internal sealed class SimulatedSource(SimulatedWorld world)
{
    private readonly List<Record> _records = [];

    /// <summary>What its network and it do with a request; the first is as it should be.</summary>
    public static IReadOnlyList<string> Answers { get; } = ["page", "no connection", "no answer", "429", "500", "not JSON"];

    private DateTimeOffset Now => world.Time.GetUtcNow() + world.SourceSkew;

    /// <returns>The record as JSON, which is also what the source's webhook sends.</returns>
    public string Add(int number, Random dice)
    {
        var id = FormattableString.Invariant($"record-{number}");
        var json = string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","who":"{{id}}","changed":"{{Now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}"}""");
        // Less than the poll's overlap.
        var shown = Now + TimeSpan.FromSeconds(dice.Next(4) == 0 ? dice.Next(1, 240) : 0);
        _records.Add(new Record(json, Now, shown));
        world.Tell("source", $"has {id}");
        world.Promises.Expected(SimulatedBridges.Polled, id);
        return json;
    }

    /// <summary>A page of what changed since then, and how late it is here.</summary>
    public (string Json, DateTimeOffset Date) Page(DateTimeOffset since, int offset)
    {
        var shown = _records
            .Where(record => record.ShownAt <= Now && record.Changed >= since)
            .OrderBy(record => record.Changed)
            .Skip(offset)
            .Take(world.Dice.Source.Next(2, 6));
        return ($$"""{"records":[{{string.Join(',', shown.Select(record => record.Json))}}]}""", Now);
    }

    private sealed record Record(string Json, DateTimeOffset Changed, DateTimeOffset ShownAt);
}
