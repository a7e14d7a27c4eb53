using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TriggerBridge.Json;
using TriggerBridge.Webhooks.Published;
using TriggerBridge.Webhooks.Tokens;

namespace TriggerBridge.Functions.Access;

/// <summary>
/// The keys with which an issuer signs. They are kept as all published documents are: for as long as their server says, a day longer while it does not
/// answer, and read anew for a key that is not among them, at most once a minute.
/// </summary>
internal sealed class EntraKeys(Uri issuer, IPublishedDocuments documents) : IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 16 };

    private readonly Uri _discovery = new(issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration");

    /// <exception cref="ProofUnreadableException">They cannot be read, and none are kept.</exception>
    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => ReadAsync(again: false, cancel);

    /// <param name="again">A key was looked for that is not among those that are kept.</param>
    /// <param name="cancellationToken">Ends the waiting, not the reading.</param>
    /// <exception cref="ProofUnreadableException">They cannot be read, and none are kept.</exception>
    public async Task<OpenIdConnectConfiguration> ReadAsync(bool again, CancellationToken cancellationToken)
    {
        if (await documents.FindConfiguredAsync(_discovery, ReadDiscovery, again: false, cancellationToken) is not { KeysAt: { } keysAt }
            || await documents.FindConfiguredAsync(keysAt, PublishedKeys.Read, again, cancellationToken) is not { } keys)
        {
            throw new ProofUnreadableException("The keys of Entra ID cannot be read. API keys work.");
        }

        var configuration = new OpenIdConnectConfiguration { Issuer = issuer.AbsoluteUri.TrimEnd('/') };
        foreach (var key in keys.All) configuration.SigningKeys.Add(key);
        return configuration;
    }

    /// <summary>Who needs that reads again by <see cref="ReadAsync"/>, and waits for it.</summary>
    public void RequestRefresh()
    {
    }

    // The document is the issuer's own only if it says so, and its keys are only on its host.
    private Discovery? ReadDiscovery(ReadOnlyMemory<byte> document) =>
        JsonText.Parse(document.Span, Shallow) is JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } members }
        && members.TryGetProperty("issuer", out var named) && named.ValueKind == JsonValueKind.String && named.GetString() == issuer.AbsoluteUri.TrimEnd('/')
        && members.TryGetProperty("jwks_uri", out var at) && at.ValueKind == JsonValueKind.String
        && Uri.TryCreate(at.GetString(), UriKind.Absolute, out var keysAt) && keysAt.GetLeftPart(UriPartial.Authority) == issuer.GetLeftPart(UriPartial.Authority)
            ? new Discovery(keysAt)
            : null;

    private sealed record Discovery(Uri KeysAt);
}
