using System.ComponentModel;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

internal sealed record PollAuthSection
{
    [JsonRequired]
    [Description("none, basic, bearer, header-key, query-key or client-credentials.")]
    [OneOf("none", "basic", "bearer", "header-key", "query-key", "client-credentials")]
    public string? Type { get; init; }

    [Description("The name of the secret in the vault: text; basic: {\"user\",\"password\"}; client-credentials: {\"id\",\"secret\"}.")]
    public string? Secret { get; init; }

    [Description("header-key only: the header that takes the secret.")]
    public string? Header { get; init; }

    [Description("query-key only: the key of the query that takes the secret.")]
    public string? Parameter { get; init; }

    [Description("client-credentials only: where tokens are issued.")]
    public string? TokenUrl { get; init; }

    [Description("client-credentials only: what to ask for.")]
    public string? Scope { get; init; }
}
