using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

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
        if (section.Type is not { } type) return null;
        if (!Types.Contains(type, StringComparer.Ordinal))
        {
            Problem("type", ClosestName.TryFind(type, Types, out var closest)
                ? $"'{type}' is not a kind of credentials; did you mean '{closest}'?"
                : $"'{type}' is not a kind of credentials; the kinds are {string.Join(", ", Types)}");
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

        if (auth.Header is { } header && (header.Length == 0 || !header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            Problem("header", "expected a header's name, such as X-Api-Key");
        if (auth.Parameter is "") Problem("parameter", "expected a key of the query, such as api_key");
    }

    private void Problem(string key, string problem) => problems.Add(new($"{At}.{key}", problem));
}
