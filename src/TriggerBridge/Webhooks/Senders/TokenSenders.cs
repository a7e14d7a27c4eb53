using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Webhooks.Tokens;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>The senders that prove themselves by a JSON Web Token: what differs is data.</summary>
internal static class TokenSenders
{
    /// <summary>The one scheme whose token the bridge file describes.</summary>
    public const string Generic = "jwt";

    private const string Rs256 = "RS256";
    private const string Hs256 = "HS256";

    private const int LongestChallenge = 4 * 1024;

    private static readonly JsonDocumentOptions OfChallenge = new() { MaxDepth = 2 };

    // https://developer.monday.com/api-reference/reference/webhooks: a challenge and nothing beside it, so that no event is taken for one.
    private static readonly Handshake MondaysChallenge = new("POST `{\"challenge\": …}`: the same", IsSigned: false, (request, _) =>
        request.IsPost && request.Body.Length <= LongestChallenge
        && JsonText.Parse(request.Body.Span, OfChallenge) is JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } members }
        && members.GetPropertyCount() == 1
        && members.TryGetProperty("challenge", out var challenge) && challenge.ValueKind == JsonValueKind.String
            ? SenderAnswer.Json(("challenge", challenge.GetString()!))
            : null)
    {
        ReadsOfBody = "JSON of at most 4 KB: whether it is nothing but a challenge",
    };

    // https://learn.microsoft.com/azure/event-grid/secure-webhook-delivery and the pages of the others: Microsoft's own apps, the same in each tenant.
    private const string EventGridApp = "4962773b-9cdb-44cf-a8bf-237846a00ab7";
    private const string CustomExtensionsApp = "99045fe1-7639-4a75-9d4a-577b6ca3810f";
    private const string AzureMonitorApp = "461e8683-5575-4561-ac7f-899cc907d62a";

    public static IReadOnlyDictionary<string, Func<SchemeOptions, WebhookScheme>> All { get; } =
        new Dictionary<string, Func<SchemeOptions, WebhookScheme>>(StringComparer.Ordinal)
        {
            [Generic] = options => options.Token.Keys is { } keys ? OfPublishedKeys(options, keys) : OfSecret(options),

            // Any customer of Google's can have a token for any audience: the caller is the service account of this subscription.
            ["google-pubsub"] = options => new()
            {
                Name = "google-pubsub",
                Facts = SenderFacts.Documented("https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions"),
                Verifier = new TokenProof(new()
                {
                    Algorithms = [Rs256],
                    Keys = new Uri("https://www.googleapis.com/oauth2/v3/certs"),
                    Tolerance = ToleranceOf(options),
                    Rules =
                    [
                        [
                            ClaimRule.Issuer("https://accounts.google.com", "accounts.google.com"),
                            ClaimRule.Audience(options.Token.Audiences ?? []),
                            ClaimRule.Of("email_verified", "true"),
                            ClaimRule.Caller("email", options.Token.Callers ?? []),
                        ],
                    ],
                }),
                DeliveryIds = ["{{$.message.messageId}}"],
                Keys = [SchemeKeys.Audience, SchemeKeys.Caller, SchemeKeys.Tolerance],
                RequiredKeys = [SchemeKeys.Audience, SchemeKeys.Caller],
            },

            ["event-grid-entra"] = options => OfEntra(options, "event-grid-entra", EventGridApp) with
            {
                Facts = SenderFacts.Documented("https://learn.microsoft.com/azure/event-grid/secure-webhook-delivery"),
                DeliveryIds = ["{{$.id}}"],
                EventTypes = ["{{$.eventType}}"],
                Handshake = Handshakes.EventGrid,
                BatchAt = [],
            },

            ["entra-custom-extension"] = options => OfEntra(options, "entra-custom-extension", CustomExtensionsApp) with
            {
                Facts = SenderFacts.Documented("https://learn.microsoft.com/entra/identity-platform/custom-extension-overview"),
                EventTypes = ["{{$.type}}"],
            },

            // One alert is told twice, when it is fired and when it is resolved.
            ["azure-monitor"] = options => OfEntra(options, "azure-monitor", AzureMonitorApp, ClaimRule.Of("roles", "ActionGroupsSecureWebhook")) with
            {
                Facts = SenderFacts.Documented("https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups"),
                DeliveryIds = ["{{$.data.essentials.alertId}} {{$.data.essentials.monitorCondition}}"],
                EventTypes = ["{{$.data.essentials.monitorCondition}}", "{{$.schemaId}}"],
            },

            ["monday"] = options => new()
            {
                Name = "monday",
                Facts = SenderFacts.Documented("https://developer.monday.com/api-reference/reference/webhooks"),
                Verifier = new TokenProof(new()
                {
                    Places = [TokenPlace.Authorization(word: null)],
                    Algorithms = [Hs256],
                    Tolerance = ToleranceOf(options),
                    Rules = [[ClaimRule.Audience(options.Token.Audiences ?? [])]],
                }),
                DeliveryIds = ["{{$.event.triggerUuid}}"],
                EventTypes = ["{{$.event.type}}"],
                Handshake = MondaysChallenge,
                Keys = [SchemeKeys.Audience, SchemeKeys.Tolerance],
                RequiredKeys = [SchemeKeys.Audience],
            },

            ["netlify"] = _ => new()
            {
                Name = "netlify",
                Facts = SenderFacts.Agreed("nuxt-webhook-validators"),
                Verifier = new TokenProof(new()
                {
                    Places = [TokenPlace.Header("X-Webhook-Signature")],
                    Algorithms = [Hs256],
                    Rules = [[ClaimRule.Issuer("netlify")]],
                    Expires = false,
                    BodyHash = "sha256",
                }),
                DeliveryIds = ["{{$.id}} {{$.state}}"],
                EventTypes = ["{{$.state}}"],
            },

            ["plaid"] = _ => OfPlaid("plaid", "production.plaid.com"),
            ["plaid-sandbox"] = _ => OfPlaid("plaid-sandbox", "sandbox.plaid.com"),

            ["atlassian-connect"] = options => new()
            {
                Name = "atlassian-connect",
                Facts = SenderFacts.Documented("atlassian-jwt@2.0.3"),
                Verifier = new TokenProof(new()
                {
                    Places = [TokenPlace.Authorization("JWT"), TokenPlace.Query("jwt")],
                    Algorithms = [Hs256],
                    Tolerance = ToleranceOf(options),
                    Rules = [options.Token.Issuers is { } issuers ? [ClaimRule.Issuer(issuers)] : []],
                    HasQueryHash = true,
                    BaseUrl = options.Token.BaseUrl,
                }),
                DeliveryIds = ["{{$$.headers['x-atlassian-webhook-identifier']}}"],
                EventTypes = ["{{$.webhookEvent}}"],
                Keys = [SchemeKeys.Issuer, SchemeKeys.BaseUrl, SchemeKeys.Tolerance],
            },
        };

    private static WebhookScheme OfSecret(SchemeOptions options)
    {
        var token = options.Token;
        IEnumerable<ClaimRule> rules =
        [
            .. token.Issuers is { } issuers ? [ClaimRule.Issuer(issuers)] : (ClaimRule[])[],
            .. token.Audiences is { } audiences ? [ClaimRule.Audience(audiences)] : (ClaimRule[])[],
            .. token.Callers is { } callers ? [ClaimRule.Caller(token.CallerClaim ?? SchemeKeys.UsualCallerClaim, callers)] : (ClaimRule[])[],
        ];
        return OfBridge(options, new()
        {
            Algorithms = token.Algorithms ?? [Hs256],
            Rules = [[.. rules, .. token.Claims]],
            Choices = "or by the keys at `keys`, and what else the bridge file says",
        });
    }

    private static WebhookScheme OfPublishedKeys(SchemeOptions options, Uri keys)
    {
        var token = options.Token;
        return OfBridge(options, new()
        {
            Algorithms = token.Algorithms ?? [Rs256],
            Keys = keys,
            Rules =
            [
                [
                    ClaimRule.Issuer(token.Issuers ?? []),
                    ClaimRule.Audience(token.Audiences ?? []),
                    ClaimRule.Caller(token.CallerClaim ?? SchemeKeys.UsualCallerClaim, token.Callers ?? []),
                    .. token.Claims,
                ],
            ],
        }) with
        {
            RequiredKeys = [SchemeKeys.Issuer, SchemeKeys.Audience, SchemeKeys.Caller],
        };
    }

    private static WebhookScheme OfBridge(SchemeOptions options, TokenSpec spec)
    {
        var token = options.Token;
        var place = options switch
        {
            { Parameter: { } key } => TokenPlace.Query(key),
            { Header: { } header } when !header.Equals("authorization", StringComparison.OrdinalIgnoreCase) => TokenPlace.Header(header, token.Prefix ?? ""),
            _ => TokenPlace.Header("authorization", token.Prefix ?? "Bearer"),
        };
        return new()
        {
            Name = Generic,
            Verifier = new TokenProof(spec with { Places = [place], BodyHash = token.BodyHash, Tolerance = ToleranceOf(options) }),
            IsGeneric = true,
            Keys =
            [
                SchemeKeys.Header, SchemeKeys.Parameter, SchemeKeys.Prefix, SchemeKeys.Tolerance, SchemeKeys.Algorithms, SchemeKeys.Keys, SchemeKeys.Issuer,
                SchemeKeys.Audience, SchemeKeys.Claims, SchemeKeys.CallerClaim, SchemeKeys.Caller, SchemeKeys.BodyHash,
            ],
        };
    }

    // Which version a token has is the choice of the app that it is for (https://learn.microsoft.com/entra/identity-platform/access-tokens).
    // Tenants of customers (ciamlogin.com) and other clouds have issuers and keys of their own.
    private static WebhookScheme OfEntra(SchemeOptions options, string name, string callerApp, params ClaimRule[] more)
    {
        var token = options.Token;
        ClaimRule[] common = [ClaimRule.Of("tid", token.Tenant is { } tenant ? [tenant] : []), ClaimRule.Audience(token.Audiences ?? []), .. more, .. token.Claims];
        return new()
        {
            Name = name,
            Verifier = new TokenProof(new()
            {
                Algorithms = [Rs256],
                Keys = token.Keys ?? new Uri($"https://login.microsoftonline.com/{token.Tenant ?? "organizations"}/discovery/v2.0/keys"),
                Tolerance = ToleranceOf(options),
                Rules =
                [
                    [ClaimRule.Issuer(token.Issuers ?? [$"https://login.microsoftonline.com/{token.Tenant}/v2.0"]), ClaimRule.Of("ver", "2.0"), .. common, ClaimRule.Caller("azp", callerApp)],
                    [ClaimRule.Issuer(token.Issuers ?? [$"https://sts.windows.net/{token.Tenant}/"]), ClaimRule.Of("ver", "1.0"), .. common, ClaimRule.Caller("appid", callerApp)],
                ],
                Choices = $"the caller is `{callerApp}`, in `azp` or, of version 1.0, in `appid`",
            }),
            Keys = [SchemeKeys.Tenant, SchemeKeys.Audience, SchemeKeys.Claims, SchemeKeys.Issuer, SchemeKeys.Keys, SchemeKeys.Tolerance],
            RequiredKeys = [SchemeKeys.Tenant, SchemeKeys.Audience],
        };
    }

    // Its events have no id and no time: two of the same kind are the same byte for byte.
    private static WebhookScheme OfPlaid(string name, string host) => new()
    {
        Name = name,
        Facts = SenderFacts.Agreed("https://plaid.com/docs/api/webhooks/webhook-verification/ for the header; the steps by elixir_plaid 1.2"),
        Verifier = new PlaidProof(host),
        BodiesRepeat = true,
        EventTypes = ["{{$.webhook_type}}.{{$.webhook_code}}"],
    };

    private static TimeSpan ToleranceOf(SchemeOptions options) => options.Tolerance ?? TokenSpec.UsualTolerance;
}
