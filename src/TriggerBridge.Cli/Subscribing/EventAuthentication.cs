using System.Text;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>How ISC proves itself to a bridge: by Basic where the bridge's secret is a user and a password, by a bearer token otherwise.</summary>
internal static class EventAuthentication
{
    private const string Basic = "BASIC_AUTH";
    private const string Bearer = "BEARER_TOKEN";

    /// <summary>The same settings with the secret.</summary>
    public static HttpConfig With(this HttpConfig http, string secret) => TryReadPair(secret) is var (user, password)
        ? http with { HttpAuthenticationType = Basic, BasicAuthConfig = new BasicAuthConfig { UserName = user, Password = password } }
        : http with { HttpAuthenticationType = Bearer, BearerTokenAuthConfig = new BearerTokenAuthConfig { BearerToken = secret } };

    /// <summary>As far as ISC shows it: whether the secret is the same, it does not say.</summary>
    public static bool Fits(this HttpConfig http, string secret) => TryReadPair(secret) is var (user, _)
        ? http.HttpAuthenticationType == Basic && http.BasicAuthConfig?.UserName == user
        : http.HttpAuthenticationType == Bearer;

    /// <summary>What ISC sends, for people.</summary>
    public static string Describe(this HttpConfig http) => http.HttpAuthenticationType switch
    {
        Basic => $"user '{http.BasicAuthConfig?.UserName}' and a password",
        Bearer => "a bearer token",
        null or "NO_AUTH" => "no secret",
        var other => other,
    };

    /// <summary>What a bridge with this secret expects, for people.</summary>
    public static string DescribeExpected(string secret) => TryReadPair(secret) is var (user, _) ? $"user '{user}' and a password" : "a bearer token";

    // The shape by which the bridge tells Basic from bearer.
    private static (string User, string Password)? TryReadPair(string secret)
    {
        var json = Encoding.UTF8.GetBytes(secret);
        return JsonMember.Find(json, "user") is { Length: > 0 } user && JsonMember.Find(json, "password") is { Length: > 0 } password ? (user, password) : null;
    }
}
