using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>
/// The parts of Azure that the app needs outside Development, as a process sees them: App Service's endpoint for managed identities, and a
/// Key Vault at its real address, to which a proxy leads, with a certificate that only this process trusts.
/// </summary>
internal sealed class FakeAzure : IAsyncDisposable
{
    public const string VaultHost = "triggerbridge-test.vault.azure.net";
    private const string Token = "token-of-the-managed-identity";
    private const string Header = "secret-of-the-identity-endpoint";

    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly JsonElement _secrets;
    private readonly string _trusted = Path.GetTempFileName();
    private readonly ConcurrentQueue<string> _secretsRead = new();

    private ConnectProxy? _proxy;

    private FakeAzure(WebApplication app, X509Certificate2 certificate, JsonElement secrets)
    {
        _app = app;
        _certificate = certificate;
        _secrets = secrets;
        File.WriteAllText(_trusted, certificate.ExportCertificatePem());
    }

    /// <summary>What the vault was asked for by the identity.</summary>
    public IReadOnlyCollection<string> SecretsRead => _secretsRead;

    /// <summary>What the vault answers the identity in place of a secret; null: the secret.</summary>
    public VaultFault? Fault { get; set; }

    /// <summary>The vault answers when this completes.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <param name="folder">Its secrets file is what the vault holds.</param>
    public static async Task<FakeAzure> StartAsync(BridgeFolder folder)
    {
        var certificate = CreateCertificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(folder.SecretsFile)).RootElement;
        var azure = new FakeAzure(builder.Build(), certificate, secrets);
        azure._app.MapGet("/msi/token", azure.GiveTokenAsync);
        azure._app.MapGet("/secrets/{name}/{version?}", (RequestDelegate)azure.GiveSecretAsync);
        await azure._app.StartAsync();
        azure._proxy = ConnectProxy.Start(VaultHost, azure.AddressOf("https").Port);
        return azure;
    }

    /// <summary>What the platform sets in an app with a system-assigned identity.</summary>
    public Dictionary<string, string> Environment(IReadOnlyDictionary<string, string>? more = null) => new(more ?? new Dictionary<string, string>(), StringComparer.Ordinal)
    {
        // The local host reads the one, a worker the other.
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production",
        ["TriggerBridge__SecretsFile"] = "",
        ["TriggerBridge__KeyVaultUri"] = $"https://{VaultHost}",
        ["IDENTITY_ENDPOINT"] = new Uri(AddressOf("http"), "/msi/token").ToString(),
        ["IDENTITY_HEADER"] = Header,
        ["HTTPS_PROXY"] = _proxy!.Url.ToString(),
        ["SSL_CERT_FILE"] = _trusted,
    };

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        await _app.DisposeAsync();
        _certificate.Dispose();
        File.Delete(_trusted);
    }

    private Uri AddressOf(string scheme) => _app.Urls.Select(url => new Uri(url)).Single(url => url.Scheme == scheme);

    private Task GiveTokenAsync(HttpContext context)
    {
        if (context.Request.Headers["X-IDENTITY-HEADER"] != Header || context.Request.Query["resource"] != "https://vault.azure.net")
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        return context.Response.WriteAsJsonAsync(new
        {
            access_token = Token,
            expires_on = TimeProvider.System.GetUtcNow().AddHours(24).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            resource = "https://vault.azure.net",
            token_type = "Bearer",
        });
    }

    private async Task GiveSecretAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.Headers.WWWAuthenticate =
                """Bearer authorization="https://login.microsoftonline.com/0f0f0f0f-0000-4000-8000-000000000000", resource="https://vault.azure.net" """;
            await ErrorAsync(context, new VaultFault(StatusCodes.Status401Unauthorized));
            return;
        }

        var name = (string)context.Request.RouteValues["name"]!;
        _secretsRead.Enqueue($"/secrets/{name}");
        await Gate.WaitAsync(context.RequestAborted);
        if (Fault is { } fault)
            await ErrorAsync(context, fault);
        else if (_secrets.TryGetProperty(name, out var secret))
            await context.Response.WriteAsJsonAsync(new { value = secret.ToString(), id = $"https://{VaultHost}/secrets/{name}/4387e9f3d6e14c459867679a90fd0f79" });
        else
            await ErrorAsync(context, new VaultFault(StatusCodes.Status404NotFound));
    }

    private static Task ErrorAsync(HttpContext context, VaultFault fault)
    {
        context.Response.StatusCode = fault.Status;
        return context.Response.WriteAsJsonAsync(
            new { error = new { code = ((HttpStatusCode)fault.Status).ToString(), message = "As the vault words it.", innererror = new { code = fault.InnerCode } } });
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + VaultHost, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(VaultHost);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

/// <param name="InnerCode">What tells apart why it forbids.</param>
internal sealed record VaultFault(int Status, string? InnerCode = null);
