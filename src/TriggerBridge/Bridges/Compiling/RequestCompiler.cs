using System.Collections.Frozen;
using System.Text.Json;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>What a poll's file says of its request.</summary>
internal sealed class RequestCompiler(PollRequestSection section, BridgeDraft draft, ICollection<DocumentProblem> problems)
{
    private const string At = "$.poll.request";

    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(2);

    /// <returns>Null where the address or the credentials are of no use, which is reported.</returns>
    public PollRequest? Compile()
    {
        var allowed = CompileHosts();
        var addresses = new AddressRule(draft.IsDevelopment, allowed, problems);
        var url = section.Url is { } text ? addresses.Compile(text, At + ".url") : null;
        var auth = new AuthCompiler(section.Auth, addresses, problems).Compile();
        var query = CompileQuery();
        var body = section.Body is { } template ? InputTemplate.Compile(template, At + ".body", PathLanguages.PollRequest, problems) : null;
        if (section.Timeout is { Value: var timeout } && (timeout <= TimeSpan.Zero || timeout > LongestTimeout))
            problems.Add(new(At + ".timeout", $"expected more than 00:00:00 and at most {LongestTimeout:c}"));
        addresses.CheckUse(At + ".allowHosts");
        if (url is null || auth is null) return null;

        return new PollRequest
        {
            Url = url,
            Query = query,
            Body = body,
            Auth = auth,
            Timeout = section.Timeout?.Value ?? UsualTimeout,
            AllowedHosts = allowed,
        };
    }

    private FrozenSet<string> CompileHosts()
    {
        if (section.AllowHosts is not { } list) return FrozenSet<string>.Empty;
        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(host => host.ValueKind == JsonValueKind.String))
            return list.EnumerateArray().Select(host => host.GetString()!).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

        problems.Add(new(At + ".allowHosts", "expected a list of hosts, such as [\"hr.example.com\"]"));
        return FrozenSet<string>.Empty;
    }

    private List<KeyValuePair<string, TextTemplate>> CompileQuery()
    {
        var compiled = new List<KeyValuePair<string, TextTemplate>>();
        if (section.Query is not { } query) return compiled;
        if (query.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new(At + ".query", "expected an object: {\"limit\": \"100\"}"));
            return compiled;
        }

        foreach (var member in query.EnumerateObject())
        {
            var at = JsonLocation.Member(At + ".query", member.Name);
            if (member.Value.ValueKind != JsonValueKind.String) problems.Add(new(at, "expected a text in quotes"));
            else if (compiled.Exists(other => other.Key == member.Name)) problems.Add(new(at, "is written twice: keep one"));
            else compiled.Add(new(member.Name, TextTemplate.Compile(member.Value.GetString()!, at, PathLanguages.PollRequest, problems)));
        }

        return compiled;
    }
}
