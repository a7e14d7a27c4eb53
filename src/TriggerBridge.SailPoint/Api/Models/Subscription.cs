using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>A subscription as ISC shows it.</summary>
public sealed record Subscription : SubscriptionBody
{
    public string? Id { get; init; }

    public string? TriggerName { get; init; }

    /// <summary>What can be written of it, without secrets: ISC does not show them.</summary>
    public SubscriptionBody ToBody() => new(this);
}

/// <summary>What can be written of a subscription.</summary>
public record SubscriptionBody : IscDocument
{
    public SubscriptionBody()
    {
    }

    /// <summary>A copy of what can be written.</summary>
    public SubscriptionBody(SubscriptionBody original)
        : base(original)
    {
        Name = original.Name;
        Description = original.Description;
        TriggerId = original.TriggerId;
        Type = original.Type;
        ResponseDeadline = original.ResponseDeadline;
        HttpConfig = original.HttpConfig;
        EventBridgeConfig = original.EventBridgeConfig;
        Enabled = original.Enabled;
        Filter = original.Filter;
    }

    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Such as <c>idn:identity-created</c>.</summary>
    public string? TriggerId { get; init; }

    /// <summary>See <see cref="SubscriptionType"/>.</summary>
    public string? Type { get; init; }

    /// <summary>An ISO 8601 duration; <c>PT1H</c> unless it is said.</summary>
    public string? ResponseDeadline { get; init; }

    public HttpConfig? HttpConfig { get; init; }

    public EventBridgeConfig? EventBridgeConfig { get; init; }

    public bool? Enabled { get; init; }

    /// <summary>Which events, as Jayway JSONPath.</summary>
    public string? Filter { get; init; }
}

/// <summary>The known names in an open set.</summary>
public static class SubscriptionType
{
    public const string Http = "HTTP";
    public const string EventBridge = "EVENTBRIDGE";
    public const string Inline = "INLINE";
    public const string Script = "SCRIPT";
    public const string Workflow = "WORKFLOW";
}

/// <summary>How ISC calls a subscriber.</summary>
public sealed record HttpConfig : IscDocument
{
    public string? Url { get; init; }

    /// <summary>An open set: <c>SYNC</c>, <c>ASYNC</c>, <c>DYNAMIC</c>.</summary>
    public string? HttpDispatchMode { get; init; }

    /// <summary>An open set: <c>NO_AUTH</c>, <c>BASIC_AUTH</c>, <c>BEARER_TOKEN</c>.</summary>
    public string? HttpAuthenticationType { get; init; }

    public BasicAuthConfig? BasicAuthConfig { get; init; }

    public BearerTokenAuthConfig? BearerTokenAuthConfig { get; init; }
}

public sealed record BasicAuthConfig
{
    public string? UserName { get; init; }

    public string? Password { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("UserName = ").Append(UserName).Append(", Password = ***");
        return true;
    }
}

public sealed record BearerTokenAuthConfig
{
    public string? BearerToken { get; init; }

    public override string ToString() => "***";
}

public sealed record EventBridgeConfig
{
    public string? AwsAccount { get; init; }

    public string? AwsRegion { get; init; }
}

/// <summary>An input to try a filter on.</summary>
public sealed record FilterSample(JsonElement Input, string Filter);

/// <summary>What ISC thinks of a filter.</summary>
public sealed record FilterCheck
{
    public bool? IsValid { get; init; }

    [JsonPropertyName("isValidJSONPath")]
    public bool? IsValidJsonPath { get; init; }

    public bool? IsPathExist { get; init; }
}
