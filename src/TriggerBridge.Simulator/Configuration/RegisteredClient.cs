using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Configuration;

/// <summary>An OAuth client of the tenant, as <c>--clients</c> lists them. Without a kind it may do everything.</summary>
internal sealed record RegisteredClient
{
    public required string Id { get; init; }

    public required string Secret { get; init; }

    public ClientKind? Kind { get; init; }

    public override string ToString() => $"{Id} (***)";
}

[JsonConverter(typeof(ClientKindConverter))]
internal enum ClientKind
{
    /// <summary>A workflow's external-trigger client.</summary>
    External,

    /// <summary>A personal access token's client: ISC refuses it at execute-external.</summary>
    Personal,
}

internal sealed class ClientKindConverter()
    : JsonStringEnumConverter<ClientKind>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
