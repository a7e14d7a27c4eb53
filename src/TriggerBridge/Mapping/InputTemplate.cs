using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TriggerBridge.Mapping;

/// <summary>A bridge's <c>input</c>, compiled once: makes the workflow's input from an event.</summary>
public sealed class InputTemplate
{
    /// <summary>Levels of arrays and objects in an event; the default limit of .NET's readers and many others.</summary>
    public const int MaxDepth = 64;

    private const int UsualSize = 1024;

    private readonly TemplateNode _root;

    private InputTemplate(TemplateNode root) => _root = root;

    /// <summary>Adds to <paramref name="problems"/> all that is wrong; the template is of use only where nothing was added.</summary>
    /// <param name="at">The template's own JSON path in its document, such as <c>$.input</c>.</param>
    public static InputTemplate Compile(JsonElement input, string at, ICollection<DocumentProblem> problems)
    {
        if (input.ValueKind != JsonValueKind.Object)
            problems.Add(new DocumentProblem(at, "an object is expected: {\"name.$\": \"$.path\"}"));
        return new InputTemplate(new TemplateCompiler(problems).Compile(input, at));
    }

    public MappingResult Map(EventContext context)
    {
        if (JsonDepth.Exceeds(JsonMarshal.GetRawUtf8Value(context.Event), MaxDepth))
            return new MappingResult.Failed($"the event is nested deeper than {MaxDepth} levels");

        var buffer = new ArrayBufferWriter<byte>(UsualSize);
        using var writer = new Utf8JsonWriter(buffer, JsonOutput.Options);
        if (!_root.TryWrite(writer, context, out var missingPath)) return new MappingResult.Failed(NotFound(missingPath));
        writer.Flush();
        return new MappingResult.Mapped(buffer.WrittenMemory);
    }

    private static string NotFound(string path) =>
        $"{path} was not found in the {(path.StartsWith("$$", StringComparison.Ordinal) ? "request" : "event")}";
}
