using System.Globalization;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>The files that a schema may consist of, read when they are first referred to, within limits.</summary>
/// <param name="find">Null: there is no such file.</param>
internal sealed class SchemaFiles(Func<string, SchemaText?> find)
{
    /// <summary>Where they are.</summary>
    public const string Folder = "schemas/";

    public const string Extension = ".json";

    public const int MostBytes = 256 * 1024;

    public const int MostBytesTogether = 1024 * 1024;

    // Comments are no part of JSON Schema; editors write them in files all the same.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonDepth.Most, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, SchemaDocument> _read = new(StringComparer.Ordinal);
    private int _bytes;

    /// <param name="name">From the folder of the bridges on.</param>
    /// <param name="problem">Why it is of no use.</param>
    public SchemaDocument? Open(string name, out string problem)
    {
        problem = "";
        if (_read.TryGetValue(name, out var known))
            return known;
        if (find(name) is not { } file)
            return Fail("there is no such file", out problem);
        if (file.Problem is { } unreadableFile)
            return Fail(unreadableFile, out problem);
        var text = file.Text;
        if (text.Length > MostBytes)
            return Fail(TooLarge(text.Length, MostBytes), out problem);
        if (_bytes + text.Length > MostBytesTogether)
            return Fail($"with the files before it, it is more than {MostBytesTogether / 1024} KiB: make the schema smaller", out problem);

        _bytes += text.Length;
        switch (JsonText.Parse(text.Span, Options, quotes: true))
        {
            case JsonParse.Parsed parsed:
                return _read[name] = new SchemaDocument(name, file.Location, parsed.Document);
            case JsonParse.Unreadable unreadable:
                return Fail(unreadable.Reason, out problem);
            default:
                throw new InvalidOperationException("Parsing has no such result.");
        }
    }

    /// <param name="reference">The part before <c>#</c>, such as <c>address.json</c>; empty: the file itself.</param>
    /// <param name="from">The file that it stands in.</param>
    /// <returns>Null where it leads out of the folder, which has no folders in it.</returns>
    public static string? Resolve(string reference, string from)
    {
        if (reference.Length == 0)
            return from;
        var name = reference.StartsWith("./", StringComparison.Ordinal) ? reference[2..] : reference;
        return name.EndsWith(Extension, StringComparison.Ordinal) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? Folder + name : null;
    }

    private static string TooLarge(int bytes, int most) =>
        string.Create(CultureInfo.InvariantCulture, $"has {bytes / 1024:N0} KiB, and a schema may have {most / 1024}");

    private static SchemaDocument? Fail(string reason, out string problem)
    {
        problem = reason;
        return null;
    }
}

/// <summary>A file that a schema may consist of, as it was read.</summary>
/// <param name="Location">As operators know it.</param>
public sealed record SchemaText(string Location, ReadOnlyMemory<byte> Text)
{
    /// <summary>Why it has no text; null where it has one.</summary>
    public string? Problem { get; init; }
}

/// <summary>One file of a schema.</summary>
internal sealed class SchemaDocument(string name, string location, JsonElement root)
{
    private Dictionary<string, (JsonElement Element, string Path)>? _anchors;

    public string Name => name;

    public string Location => location;

    public JsonElement Root => root;

    /// <param name="fragment">The part of a reference behind <c>#</c>, decoded: empty, a JSON pointer or an anchor.</param>
    public bool TryFind(string fragment, out JsonElement element, out string path)
    {
        (element, path) = (root, JsonLocation.Root);
        if (fragment.Length == 0)
            return true;
        if (fragment[0] != '/')
            return FindAnchor(fragment, out element, out path);

        foreach (var step in fragment[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out var member))
                (element, path) = (member, JsonLocation.Member(path, step));
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < element.GetArrayLength())
                (element, path) = (element[index], JsonLocation.Item(path, index));
            else
                return false;
        }

        return true;
    }

    private bool FindAnchor(string name, out JsonElement element, out string path)
    {
        if (_anchors is null)
        {
            _anchors = new(StringComparer.Ordinal);
            AddAnchors(root, JsonLocation.Root);
        }

        var isFound = _anchors.TryGetValue(name, out var found);
        (element, path) = found;
        return isFound;
    }

    // No deeper than the file, whose depth is bounded.
    private void AddAnchors(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("$anchor", out var anchor) && anchor.ValueKind == JsonValueKind.String)
                _anchors!.TryAdd(anchor.GetString()!, (element, path));
            foreach (var member in element.EnumerateObject().Where(member => member.Name is not ("enum" or "const")))
                AddAnchors(member.Value, JsonLocation.Member(path, member.Name));
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
                AddAnchors(item, JsonLocation.Item(path, index));
        }
    }
}
