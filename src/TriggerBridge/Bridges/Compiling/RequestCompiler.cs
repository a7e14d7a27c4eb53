using System.Collections.Frozen;
using System.Text.Json;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>What a poll's file says of its request.</summary>
internal sealed class RequestCompiler(PollRequestSection section, bool isDevelopment, ICollection<DocumentProblem> problems)
{
    private const string At = "$.poll.request";

    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(2);

    /// <returns>Null where the address or the credentials are of no use, which is reported.</returns>
    public PollRequest? Compile()
    {
        var allowed = CompileHosts();
        var addresses = new AddressRule(isDevelopment, allowed, problems);
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

/// <summary>What a poll's file says of its credentials.</summary>
internal sealed class AuthCompiler(PollAuthSection? section, AddressRule addresses, ICollection<DocumentProblem> problems)
{
    private const string At = "$.poll.request.auth";
    private const string ClientCredentials = "client-credentials";

    private static readonly string[] Types = ["none", "basic", "bearer", "header-key", "query-key", ClientCredentials];

    /// <returns>Null where a part is missing or wrong, which is reported.</returns>
    public PollAuth? Compile()
    {
        if (section is null) return new PollAuth.None();
        Names.CheckSecret(section.Secret, At + ".secret", problems);
        if (section.Type is not { } type) return null;
        if (!Types.Contains(type, StringComparer.Ordinal))
        {
            Problem("type", ClosestName.Objection(type, Types, "a kind of credentials", "kinds"));
            return null;
        }

        CheckKeys(section, type);
        var tokenUrl = section.TokenUrl is { } text ? addresses.Compile(text, At + ".tokenUrl") : null;
        return (type, section) switch
        {
            ("none", _) => new PollAuth.None(),
            ("basic", { Secret: { } secret }) => new PollAuth.Basic(secret),
            ("bearer", { Secret: { } secret }) => new PollAuth.Bearer(secret),
            ("header-key", { Secret: { } secret, Header: { } header }) => new PollAuth.HeaderKey(secret, header),
            ("query-key", { Secret: { } secret, Parameter: { } parameter }) => new PollAuth.QueryKey(secret, parameter),
            (ClientCredentials, { Secret: { } secret }) when tokenUrl is not null => new PollAuth.ClientCredentials(secret, tokenUrl, section.Scope),
            _ => null,
        };
    }

    private void CheckKeys(PollAuthSection auth, string type)
    {
        (string Key, string? Value, string? Owner, bool IsNeeded)[] keys =
        [
            ("secret", auth.Secret, null, true),
            ("header", auth.Header, "header-key", true),
            ("parameter", auth.Parameter, "query-key", true),
            ("tokenUrl", auth.TokenUrl, ClientCredentials, true),
            ("scope", auth.Scope, ClientCredentials, false),
        ];
        foreach (var (key, value, owner, isNeeded) in keys)
        {
            var belongs = owner is null ? type != "none" : owner == type;
            if (value is not null && !belongs) Problem(key, $"belongs to {owner ?? "other kinds of credentials"}: leave it out");
            if (value is null && belongs && isNeeded) Problem(key, $"is missing: {type} needs it");
        }

        Names.CheckHeader(auth.Header, At + ".header", "X-Api-Key", problems);
        Names.CheckQueryKey(auth.Parameter, At + ".parameter", "api_key", problems);
    }

    private void Problem(string key, string problem) => problems.Add(new($"{At}.{key}", problem));
}
