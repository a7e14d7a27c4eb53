using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace TriggerBridge.Tests.Describing;

/// <summary>The API by its own description, as a client that knows nothing else would read it.</summary>
internal sealed class DescribedApi
{
    private readonly JsonObject _document;
    private readonly string _definitions;
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    public DescribedApi(ReadOnlyMemory<byte> text)
    {
        _document = JsonNode.Parse(text.Span)!.AsObject();
        // As OpenAPI 3.1 has them they are where JSON Schema does not look for them.
        _definitions = Local(_document["components"]!["schemas"]!);
        Operations =
        [
            .. from path in _document["paths"]!.AsObject()
               from member in path.Value!.AsObject()
               where member.Key != "parameters"
               select new DescribedOperation(path.Key, member.Key.ToUpperInvariant(), member.Value!.AsObject()),
        ];
    }

    public IReadOnlyList<DescribedOperation> Operations { get; }

    /// <returns>What of an answer is not as the description says; null: nothing.</returns>
    public async Task<string?> ObjectionAsync(DescribedOperation operation, HttpResponseMessage answer)
    {
        var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var text = await answer.Content.ReadAsStringAsync();
        if (operation.Node["responses"]![status] is not JsonObject described) return $"{operation}: {status} is not documented: {text}";
        var mediaType = answer.Content.Headers.ContentType?.MediaType;
        if (mediaType is null) return text.Length == 0 ? null : $"{operation}: {status} has a body without a type.";
        var content = described["content"]!.AsObject();
        if (content[mediaType] is not { } typed) return content.ContainsKey("*/*") ? null : $"{operation}: {status} is documented without {mediaType}: {text}";
        if (mediaType.StartsWith("text/", StringComparison.Ordinal)) return null;

        var schema = SchemaOf(typed["schema"]!);
        foreach (var json in mediaType == "application/x-ndjson" ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [text])
        {
            var result = schema.Evaluate(JsonElement.Parse(json), new EvaluationOptions { OutputFormat = OutputFormat.List });
            if (!result.IsValid) return $"{operation}: {status} does not fit its schema: {Errors(result)}\n{json}";
        }

        return null;
    }

    private JsonSchema SchemaOf(JsonNode schema) => _schemas.GetOrAdd(
        Local(schema),
        text => JsonSchema.FromText($$"""{ "$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [ {{text}} ], "$defs": {{_definitions}} }""", new BuildOptions { SchemaRegistry = new SchemaRegistry() }));

    private static string Local(JsonNode schema) => schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);

    private static string Errors(EvaluationResults result) => string.Join("; ", (result.Details ?? []).Where(detail => detail.Errors is not null)
        .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key}: {error.Value}")));
}

/// <summary>An operation of the description.</summary>
internal sealed record DescribedOperation(string Path, string Method, JsonObject Node)
{
    public bool IsOpen => Node["security"] is null;

    public IReadOnlyList<JsonObject> Query => [.. (Node["parameters"]?.AsArray() ?? []).Select(parameter => parameter!.AsObject())];

    public JsonObject? Body => Node["requestBody"]?["content"]?.AsObject();

    public bool Documents(int status) => Node["responses"]!.AsObject().ContainsKey(status.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public override string ToString() => $"{Method} {Path}";
}
