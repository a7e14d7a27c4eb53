using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Mapping;

/// <summary>A bridge's <c>input</c>, compiled once: makes the workflow's input from an event.</summary>
public sealed class InputTemplate : IInputMapping
{
    private const int UsualSize = 1024;

    private readonly TemplateNode _root;

    private InputTemplate(TemplateNode root, IReadOnlyList<TemplateSite> sites, IReadOnlyList<InputLeaf> leaves) => (_root, Sites, Leaves) = (root, sites, leaves);

    /// <summary>Where values are taken from an event.</summary>
    internal IReadOnlyList<TemplateSite> Sites { get; }

    /// <summary>What every input has, as far as the template alone tells.</summary>
    internal IReadOnlyList<InputLeaf> Leaves { get; }

    /// <summary>Adds to <paramref name="problems"/> all that is wrong; the template is of use only where nothing was added.</summary>
    /// <param name="at">The template's own JSON path in its document, such as <c>$.input</c>.</param>
    public static InputTemplate Compile(JsonElement input, string at, ICollection<DocumentProblem> problems) =>
        Compile(input, at, LookupTables.None, problems);

    internal static InputTemplate Compile(JsonElement input, string at, PathLanguage language, ICollection<DocumentProblem> problems)
    {
        if (input.ValueKind != JsonValueKind.Object)
            problems.Add(new DocumentProblem(at, "an object is expected: {\"name.$\": \"$.path\"}"));
        var compiler = new TemplateCompiler(language, problems);
        return new InputTemplate(compiler.Compile(input, at), compiler.Sites, InputLeaves.Of(input));
    }

    public static InputTemplate Compile(JsonElement input, string at, LookupTables tables, ICollection<DocumentProblem> problems) =>
        Compile(input, at, PathLanguages.WithTables(tables), problems);

    /// <summary>Makes null of every event.</summary>
    internal static InputTemplate OfNull() => new(new TemplateNode.Literal("null"u8.ToArray()), [], []);

    IReadOnlyList<TemplateSite> IInputMapping.Sites => Sites;

    IReadOnlyList<InputLeaf> IInputMapping.Leaves => Leaves;

    public MappingResult Map(EventContext context)
    {
        if (!context.IsShallow && JsonDepth.Exceeds(JsonMarshal.GetRawUtf8Value(context.Event)))
            return new MappingResult.Failed(JsonDepth.TooDeep);

        var buffer = new ArrayBufferWriter<byte>(UsualSize);
        using var writer = new Utf8JsonWriter(buffer, JsonOutput.Options);
        var isWritten = _root.TryWrite(writer, context, out var reason);
        if (context.Budget.StopReason is { } stopReason) return new MappingResult.Failed(stopReason);
        if (!isWritten) return new MappingResult.Failed(reason!);
        writer.Flush();
        return new MappingResult.Mapped(buffer.WrittenMemory);
    }
}

/// <summary>One place of a template that takes a value from the event.</summary>
/// <param name="At">Its JSON path in the document that holds the template.</param>
/// <param name="IsOptional">What is not found is left out.</param>
internal sealed record TemplateSite(string At, PathExpression Path, bool IsOptional);
