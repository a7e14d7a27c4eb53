using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>What a poll's file says of its pages.</summary>
internal sealed class NextCompiler(PollSection section, ICollection<DocumentProblem> problems)
{
    private const string At = "$.poll.next";

    private static readonly string[] Types = ["link-header", "url", "token", "offset", "page", "none"];

    /// <returns>Null for a type that there is not, which is reported.</returns>
    public PollNext? Compile()
    {
        if (section.Next is not { } next) return new PollNext.None();
        if (next.Type is not { } type) return null;
        if (!Types.Contains(type, StringComparer.Ordinal))
        {
            Problem("type", ClosestName.Objection(type, Types, "a way to the next page", "ways"));
            return null;
        }

        CheckKeys(next, type);
        var isStable = next.Stable ?? false;
        return type switch
        {
            "link-header" => new PollNext.LinkHeader { IsStable = isStable },
            "url" => CompilePath(next) is { } path ? new PollNext.Url(path) { IsStable = isStable } : null,
            "token" => CompilePath(next) is { } path ? new PollNext.Token(path, Place(next, usual: null)) { IsStable = isStable } : null,
            "offset" => new PollNext.Offset(Place(next, "offset")),
            "page" => new PollNext.Page(Place(next, "page"), next.First?.Value ?? 1),
            _ => new PollNext.None(),
        };
    }

    private void CheckKeys(PollNextSection next, string type)
    {
        (string Key, bool IsSet, string[] Owners)[] keys =
        [
            ("path", next.Path is not null, ["url", "token"]),
            ("parameter", next.Parameter is not null, ["token", "offset", "page"]),
            ("field", next.Field is not null, ["token", "offset", "page"]),
            ("first", next.First is not null, ["page"]),
            ("stable", next.Stable is not null, ["link-header", "url", "token"]),
        ];
        foreach (var (key, _, owners) in keys.Where(key => key.IsSet && !key.Owners.Contains(type, StringComparer.Ordinal)))
            Problem(key, $"belongs to {string.Join(", ", owners)}: leave it out");

        if (next is { Parameter: not null, Field: not null })
            Problem("field", "stands beside parameter: name one place for the page");
        if (type == "token" && next is { Parameter: null, Field: null })
            Problem("parameter", "is missing: name the key of the query that takes the token, or the body's as field");
        if (next is { Parameter: "" } or { Field: "" })
            Problem(next.Parameter is "" ? "parameter" : "field", "expected a name");
        if (next.Field is not null && section.Request is { Body: null })
            Problem("field", "belongs to a request with a body: add $.poll.request.body, or name a parameter");
    }

    private PathExpression? CompilePath(PollNextSection next)
    {
        if (next.Path is not { } text)
        {
            Problem("path", "is missing: where does the answer say it? Such as $.next");
            return null;
        }

        var parse = PathParser.Parse(text, PathLanguages.Bridge);
        if (parse is PathParse.Parsed parsed) return parsed.Path;
        Problem("path", parse.ToString());
        return null;
    }

    private static PagePlace Place(PollNextSection next, string? usual) =>
        next.Field is { } field ? new PagePlace(field, IsInBody: true) : new PagePlace(next.Parameter ?? usual ?? "", IsInBody: false);

    private void Problem(string key, string problem) => problems.Add(new($"{At}.{key}", problem));
}
