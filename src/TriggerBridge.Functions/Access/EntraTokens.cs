using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using TriggerBridge.Operators;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Functions.Access;

/// <summary>Knows operators by access tokens of Entra ID. What verifies them is made when the first one comes: neither the start nor a webhook waits for it.</summary>
internal sealed class EntraTokens(IOptions<AccessOptions> options, IPublishedDocuments documents, TimeProvider time, ILoggerFactory loggers)
{
    private readonly Lazy<EntraTokenVerifier> _verifier = new(() => new EntraTokenVerifier(options.Value.Entra, documents, time, loggers));

    /// <summary>Whether tokens are taken at all.</summary>
    public bool AreUsed => options.Value.Entra.IsSet;

    /// <param name="http">With the token in its header <c>Authorization</c>.</param>
    /// <exception cref="ProofUnreadableException">It cannot be said just now.</exception>
    public Task<Proof> FindAsync(HttpContext http) => _verifier.Value.VerifyAsync(http);
}

/// <summary>Verifies access tokens with ASP.NET Core's own handler.</summary>
internal sealed class EntraTokenVerifier
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);
    private static readonly AuthenticationScheme Scheme = new(JwtBearerDefaults.AuthenticationScheme, displayName: null, typeof(JwtBearerHandler));

    private readonly EntraKeys _keys;
    private readonly SameOptions _options;
    private readonly ILoggerFactory _loggers;

    public EntraTokenVerifier(EntraSettings settings, IPublishedDocuments documents, TimeProvider time, ILoggerFactory loggers)
    {
        _keys = new EntraKeys(settings.Issuer, documents);
        _loggers = loggers;
        _options = new SameOptions(new JwtBearerOptions
        {
            ConfigurationManager = _keys,
            MapInboundClaims = false,
            RefreshOnIssuerKeyNotFound = false,
            SaveToken = false,
            TimeProvider = time,
            TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = settings.Issuer.AbsoluteUri.TrimEnd('/'),
                ValidAudiences = settings.Audiences,
                // Never a secret's, and none at all neither: a key that is public would sign whatever is wanted.
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512],
                TryAllIssuerSigningKeys = false,
                // Its own reads the clock of the machine.
                LifetimeValidator = (notBefore, expires, _, _) => IsLive(notBefore, expires, time.GetUtcNow().UtcDateTime),
            },
        });
    }

    public async Task<Proof> VerifyAsync(HttpContext http)
    {
        // Before the handler asks for them: it would log at length that they cannot be read.
        await _keys.ReadAsync(again: false, http.RequestAborted);
        var result = await AuthenticateAsync(http);
        if (result.Failure is SecurityTokenSignatureKeyNotFoundException)
        {
            // It may be a new one.
            await _keys.ReadAsync(again: true, http.RequestAborted);
            result = await AuthenticateAsync(http);
        }

        return result.Succeeded ? Read(result.Principal) : new Proof.Wrong("The access token is not valid: " + ProblemOf(result.Failure));
    }

    private async Task<AuthenticateResult> AuthenticateAsync(HttpContext http)
    {
        var handler = new JwtBearerHandler(_options, _loggers, UrlEncoder.Default);
        await handler.InitializeAsync(Scheme, http);
        return await handler.AuthenticateAsync();
    }

    private static Proof Read(ClaimsPrincipal principal)
    {
        // Only access tokens say which app asked for them; an ID token, which any web page may hold, does not.
        if (principal.FindFirstValue("azp") is null && principal.FindFirstValue("appid") is null) return new Proof.Wrong("The access token is not valid: it is no access token.");
        if (principal.FindFirstValue("oid") is not { Length: > 0 } id) return new Proof.Wrong("The access token is not valid: it has no \"oid\".");
        var name = principal.FindFirstValue("name") ?? principal.FindFirstValue("preferred_username") ?? principal.FindFirstValue("azp") ?? id;
        IReadOnlyCollection<OperatorRole> roles = [.. principal.FindAll("roles").Select(claim => OperatorRoles.Find(claim.Value)).OfType<OperatorRole>().Distinct()];
        return new Proof.Right(new Operator(OperatorKind.Entra, Readable(id), Readable(name), roles));
    }

    // It goes into logs and records.
    private static string Readable(string text) => new([.. text.Where(character => !char.IsControl(character)).Take(ApiKeyEntry.LongestName)]);

    private static bool IsLive(DateTime? notBefore, DateTime? expires, DateTime now)
    {
        if (expires is not { } end) throw new SecurityTokenNoExpirationException();
        if (now >= end + ClockSkew) throw new SecurityTokenExpiredException();
        return notBefore is not { } begin || now >= begin - ClockSkew ? true : throw new SecurityTokenNotYetValidException();
    }

    private static string ProblemOf(Exception? fault) => fault switch
    {
        SecurityTokenExpiredException => "it has expired.",
        SecurityTokenNotYetValidException => "it is not valid yet.",
        SecurityTokenInvalidAudienceException => "it is for another audience than this app.",
        SecurityTokenInvalidIssuerException => "it is of another issuer than this app's tenant, or of version 1.0.",
        SecurityTokenSignatureKeyNotFoundException => "it is signed with an unknown key.",
        _ => "it cannot be read, or its signature does not fit.",
    };

    /// <summary>The same options for each handler.</summary>
    private sealed class SameOptions(JwtBearerOptions options) : IOptionsMonitor<JwtBearerOptions>
    {
        public JwtBearerOptions CurrentValue => options;

        public JwtBearerOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<JwtBearerOptions, string?> listener) => null;
    }
}
