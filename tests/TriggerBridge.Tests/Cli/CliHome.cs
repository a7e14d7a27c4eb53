using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Azure.Core;
using TriggerBridge.Cli.Output;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary>Somebody's home folder, their environment and their identity.</summary>
internal sealed class CliHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("home-");

    public CliHome() => Environment = new CliEnvironment
    {
        Variable = name => Variables.GetValueOrDefault(name),
        Input = () => new StringReader(Input),
        Identity = (_, _) => Identity,
    };

    public string Location => _folder.FullName;

    public string ProfilesFile => Path.Combine(Location, ".config", "triggerbridge", "profiles.json");

    public string KeysFile => Path.Combine(Location, ".config", "triggerbridge", "keys.json");

    public CliEnvironment Environment { get; }

    public ConcurrentDictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Input { get; set; } = "";

    public TokenCredential Identity { get; set; } = new FixedIdentity("token");

    /// <summary>With a profile of an app, that is taken where none is named.</summary>
    public static async Task<CliHome> WithProfileAsync(Uri app, string key)
    {
        var home = new CliHome { Input = key };
        Assert.Equal(0, (await home.RunAsync("profiles", "add", "test", "--url", app.AbsoluteUri, "--key-stdin")).ExitCode);
        return home;
    }

    public static Task<CliHome> WithProfileAsync(TestApp app) => WithProfileAsync(new Uri($"http://127.0.0.1:{app.Port}"), TestApp.Key);

    public Task<CliRun> RunAsync(params string[] args)
    {
        Variables.TryAdd("HOME", Location);
        return CliRun.InProcessAsync(Environment, args);
    }

    /// <summary>As <see cref="RunAsync"/>, where it is to end well.</summary>
    /// <returns>What was printed.</returns>
    public async Task<string> OutputOfAsync(params string[] args)
    {
        var run = await RunAsync(args);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    /// <summary>Whether a text is as it should be; otherwise all of it is shown.</summary>
    public static void AssertMatches(string pattern, string text) => Assert.True(Regex.IsMatch(text, pattern.ReplaceLineEndings("\n"), RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1)), $"{text}\nis not\n{pattern}");

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>Somebody who is signed in.</summary>
internal sealed class FixedIdentity(string token, TimeSpan? lifetime = null) : TokenCredential
{
    public ConcurrentQueue<string> Scopes { get; } = new();

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        foreach (var scope in requestContext.Scopes) Scopes.Enqueue(scope);
        return new AccessToken(token, TimeProvider.System.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1)));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
