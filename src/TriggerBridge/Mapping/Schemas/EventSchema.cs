using System.Runtime.InteropServices;
using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>
/// What events look like: a JSON Schema (draft 2020-12), compiled once. It holds all that it needs, and shares nothing with other schemas.
/// </summary>
public sealed class EventSchema
{
    private readonly SchemaNode _root;

    internal EventSchema(string name, SchemaNode root) => (Name, _root) = (name, root);

    /// <summary>Its file, as the bridge names it.</summary>
    public string Name { get; }

    /// <summary>Adds to <paramref name="problems"/> all that is wrong, each with the schema's file and the JSON path there.</summary>
    /// <param name="name">Such as <c>schemas/leaver.json</c>.</param>
    /// <param name="find">The files that it may refer to, by name, and its own; null: there is none.</param>
    /// <param name="at">The JSON path of its name in the file that names it.</param>
    /// <returns>Null where anything was added.</returns>
    public static EventSchema? Compile(string name, Func<string, SchemaText?> find, string at, ICollection<DocumentProblem> problems) =>
        new SchemaCompiler(new SchemaFiles(find), at, problems).Compile(name);

    /// <returns>What does not fit, in plain words and without values; null: the event fits.</returns>
    internal string? Objection(EventContext context)
    {
        // Mapping says what is wrong with such an event.
        if (!context.IsShallow && JsonDepth.Exceeds(JsonMarshal.GetRawUtf8Value(context.Event)))
            return null;
        return Objection(context.Event);
    }

    /// <summary>As <see cref="Objection(EventContext)"/>, for an event that is no deeper than events may be.</summary>
    public string? Objection(JsonElement document)
    {
        // Most events fit: what does not is looked for in a second run.
        var run = new SchemaRun();
        if (_root.Test(document, run) && run.StopReason is null)
            return null;
        if (run.StopReason is { } tooMuch)
            return $"the event could not be checked against {Name}: {tooMuch}";

        var search = new SchemaRun(Name);
        _root.Test(document, search);
        return search.Objection;
    }
}
