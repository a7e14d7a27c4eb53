using System.Diagnostics.CodeAnalysis;
using Azure.Core;
using Azure.Identity;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Apps;

/// <summary>By what somebody proves to an app who they are.</summary>
internal abstract class AppProof
{
    /// <summary>What to look at where the app does not take it.</summary>
    public abstract string Doubt { get; }

    /// <summary>What goes behind <c>Bearer</c>.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public abstract ValueTask<string> GetAsync(CancellationToken cancellationToken);
}

/// <summary>An API key.</summary>
internal sealed class KeyProof(string key) : AppProof
{
    public override string Doubt => "is the key one of its keys?";

    public override ValueTask<string> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(key);
}

/// <summary>An access token of Entra ID, for as long as it lasts.</summary>
/// <param name="scope">Of the app's registration, such as <c>api://triggerbridge/.default</c>.</param>
internal sealed class EntraProof(TokenCredential identity, string scope, TimeProvider time) : AppProof
{
    // Not one that expires on the way.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private AccessToken _token;

    public override string Doubt => $"is {scope} the scope of its registration, and is it in your tenant?";

    [SuppressMessage("Reliability", "CA2012", Justification = "Awaited at once.")]
    public override async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_token.Token is { } known && time.GetUtcNow() + Margin < _token.ExpiresOn) return known;
        try
        {
            _token = await identity.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken);
            return _token.Token;
        }
        catch (CredentialUnavailableException fault)
        {
            throw new CliException("You are not signed in to Azure: run 'az login'.", ExitCode.NoPermission, fault);
        }
        catch (AuthenticationFailedException fault)
        {
            throw new CliException($"Entra ID gives no token for {scope}: {FirstLine(fault.Message)}", ExitCode.NoPermission, fault);
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();
}
