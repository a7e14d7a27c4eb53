using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Files;

/// <summary>Reads a file's text; comments and trailing commas are welcome.</summary>
internal static class BridgeFileReader
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    // The shape has been checked by then; the rules look at files that lack something too.
    private static readonly JsonSerializerOptions NothingRequired = new(BridgeFileJson.Default.Options)
    {
        TypeInfoResolver = BridgeFileJson.Default.WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties) property.IsRequired = false;
        }),
    };

    /// <summary>What could be read; without problems, it is complete and every value has its type.</summary>
    public static BridgeFile ReadBridge(ReadOnlySpan<byte> text, ICollection<DocumentProblem> problems) => Read(text, BridgeFileJson.Default.BridgeFile, problems);

    /// <inheritdoc cref="ReadBridge"/>
    public static SourceFile ReadSource(ReadOnlySpan<byte> text, ICollection<DocumentProblem> problems) => Read(text, BridgeFileJson.Default.SourceFile, problems);

    private static T Read<T>(ReadOnlySpan<byte> text, JsonTypeInfo<T> shape, ICollection<DocumentProblem> problems)
        where T : new()
    {
        switch (JsonText.Parse(text, Lenient, quotes: true))
        {
            case JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } document }:
                return ReadSoundPart(WithoutComments(document), shape, problems);
            case JsonParse.Parsed:
                problems.Add(new(JsonLocation.Root, "expected an object"));
                return new T();
            case JsonParse.Unreadable unreadable:
                problems.Add(new(JsonLocation.Root, unreadable.Reason));
                return new T();
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // What is read out of a document is parsed from its own text once more, and not leniently.
    private static JsonElement WithoutComments(JsonElement document)
    {
        var plain = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(plain, JsonOutput.Options)) document.WriteTo(writer);
        return JsonElement.Parse(plain.WrittenSpan);
    }

    private static T ReadSoundPart<T>(JsonElement document, JsonTypeInfo<T> shape, ICollection<DocumentProblem> problems)
    {
        var sound = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(sound))
            new ShapeChecker(problems, writer).CheckObject(document, shape, JsonLocation.Root);
        return JsonSerializer.Deserialize(sound.WrittenSpan, (JsonTypeInfo<T>)NothingRequired.GetTypeInfo(typeof(T)))!;
    }
}
