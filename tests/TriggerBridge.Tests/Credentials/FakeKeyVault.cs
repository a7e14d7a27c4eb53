using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.Tests.Credentials;

/// <summary>A vault on https at 127.0.0.1 with the answers of the real one, its bearer challenge included.</summary>
internal sealed class FakeKeyVault : IAsyncDisposable
{
    public const string Token = "token-of-the-fake-identity";
    private const string Challenge =
        """Bearer authorization="https://login.microsoftonline.com/0f0f0f0f-0000-4000-8000-000000000000", resource="https://vault.azure.net" """;

    private static readonly ConcurrentDictionary<int, bool> PortsBefore = new();

    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _answers = new();

    private FakeKeyVault(X509Certificate2 certificate, WebApplication app) => (_certificate, _app) = (certificate, app);

    public ConcurrentDictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>The answers given, such as <c>401 /secrets/name, 200 /secrets/name</c>.</summary>
    public string Answers => string.Join(", ", _answers);

    /// <summary>Answers of authorized requests to give instead of secrets, first in, first out.</summary>
    public ConcurrentQueue<Fault> Faults { get; } = new();

    /// <summary>The identity may only read.</summary>
    public bool RefusesWrites { get; set; }

    public Uri Uri => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<FakeKeyVault> StartAsync()
    {
        // A port that no vault of this process had before: Azure's client remembers challenges by address for as long as the process lives.
        while (true)
        {
            var vault = await StartOnAnyPortAsync();
            if (PortsBefore.TryAdd(vault.Uri.Port, true))
                return vault;
            await vault.DisposeAsync();
        }
    }

    private static async Task<FakeKeyVault> StartOnAnyPortAsync()
    {
        var certificate = CreateCertificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var vault = new FakeKeyVault(certificate, builder.Build());
        vault._app.MapMethods("/secrets/{name}/{version?}", ["GET", "PUT"], (RequestDelegate)vault.AnswerAsync);
        await vault._app.StartAsync();
        return vault;
    }

    public SecretClient CreateClient(TokenCredential? identity = null, HttpMessageHandler? transport = null) => new(Uri, identity ?? new FakeIdentity(), new SecretClientOptions
    {
        DisableChallengeResourceVerification = true,
        Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
        Transport = new HttpClientTransport(transport ?? new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, presented, _, _) => string.Equals(presented?.GetCertHashString(), _certificate.Thumbprint, StringComparison.Ordinal),
            },
        }),
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.Headers.WWWAuthenticate = Challenge;
            await WriteErrorAsync(context, new Fault(401, "Unauthorized"));
        }
        else if (Faults.TryDequeue(out var fault))
        {
            if (fault == Fault.NoAnswer)
                await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
            await WriteErrorAsync(context, fault);
        }
        else if (HttpMethods.IsPut(context.Request.Method) && RefusesWrites)
        {
            await WriteErrorAsync(context, new Fault(403, "Forbidden", "ForbiddenByRbac"));
        }
        else if (HttpMethods.IsPut(context.Request.Method))
        {
            Secrets[name] = (await context.Request.ReadFromJsonAsync<JsonElement>()).GetProperty("value").GetString()!;
            await context.Response.WriteAsJsonAsync(new { value = Secrets[name], id = new Uri(Uri, $"/secrets/{name}/4387e9f3d6e14c459867679a90fd0f79"), attributes = new { enabled = true } });
        }
        else if (Secrets.TryGetValue(name, out var value))
        {
            _answers.Enqueue($"200 {context.Request.Path}");
            var id = new Uri(Uri, $"/secrets/{name}/4387e9f3d6e14c459867679a90fd0f79");
            await context.Response.WriteAsJsonAsync(new { value, id, attributes = new { enabled = true } });
        }
        else
        {
            await WriteErrorAsync(context, new Fault(404, "SecretNotFound"));
        }
    }

    private async Task WriteErrorAsync(HttpContext context, Fault fault)
    {
        _answers.Enqueue($"{fault.Status} {context.Request.Path}");
        context.Response.StatusCode = fault.Status;
        if (fault.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds;
        await context.Response.WriteAsJsonAsync(
            new { error = new { code = fault.Code, message = "As the vault words it.", innererror = new { code = fault.InnerCode } } });
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fake vault", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    internal sealed record Fault(int Status, string Code, string? InnerCode = null, string? RetryAfter = null)
    {
        public static Fault NoAnswer { get; } = new(0, "None");
    }

    private sealed class FakeIdentity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(Token, TimeProvider.System.GetUtcNow().AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
