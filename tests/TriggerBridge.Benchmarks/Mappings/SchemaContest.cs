using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Json.Schema;
using TriggerBridge.Json;
using TriggerBridge.Mapping.Inference;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Benchmarks.Mappings;

/// <summary>Whether an event fits its schema: one that names each of its values. Beside JsonSchema.Net, on the same parsed event.</summary>
public class SchemaContest
{
    private JsonElement _event;
    private EventSchema? _ours;
    private JsonSchema? _theirs;

    [ParamsAllValues]
    public SampleEvent Sample { get; set; }

    [GlobalSetup]
    public void Compile()
    {
        _event = ((JsonParse.Parsed)JsonText.ParseEvent(MappingContest.Works[Sample].Event)).Document;
        var inference = new EventInference();
        inference.Add(_event);
        var schema = inference.WriteSchema("Events");
        const string Name = "schemas/event.json";
        _ours = EventSchema.Compile(Name, _ => new SchemaText(Name, Encoding.UTF8.GetBytes(schema)), "$.schema", []);
        _theirs = JsonSchema.FromText(schema, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
        if (Ours() is not null || !Theirs())
            throw new InvalidOperationException("The two do not agree that the event fits.");
    }

    [Benchmark]
    public string? Ours() => _ours!.Objection(_event);

    [Benchmark(Baseline = true)]
    public bool Theirs() => _theirs!.Evaluate(_event, new EvaluationOptions { OutputFormat = OutputFormat.Flag, RequireFormatValidation = true }).IsValid;
}
