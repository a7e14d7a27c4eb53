using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>profiles</c>, and what commands make of them.</summary>
public sealed class ProfileCommandsTests : IDisposable
{
    private const string Url = "https://bridge.example.com";

    private readonly CliHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_profile_is_added_shown_used_and_removed()
    {
        _home.Input = TestApp.Key + "\n";

        Assert.Equal($"Profile prod is {Url}; its key is in {_home.KeysFile}. It is taken where none is named.\n", await _home.OutputOfAsync("profiles", "add", "prod", "--url", Url + "/", "--key-stdin"));
        Assert.Equal($"Profile azure is {Url}/gateway, by your sign-in to Azure.\n", await _home.OutputOfAsync("profiles", "add", "azure", "--url", Url + "/gateway", "--auth", "entra", "--scope", "api://x/.default"));
        Assert.Equal($"Profile script is {Url}, without a key: TRIGGERBRIDGE_KEY is taken.\n", await _home.OutputOfAsync("profiles", "add", "script", "--url", Url));
        Assert.Equal("Profile azure is taken where none is named.\n", await _home.OutputOfAsync("profiles", "use", "azure"));
        Assert.Equal(
            """
            current  name    url                                 auth   scope             key
            *        azure   https://bridge.example.com/gateway  entra  api://x/.default
                     prod    https://bridge.example.com          key                      kept
                     script  https://bridge.example.com          key                      none

            """.ReplaceLineEndings("\n"),
            await _home.OutputOfAsync("profiles", "list"));
        Assert.Equal("""{"name":"prod","url":"https://bridge.example.com","auth":"key","scope":null,"hasKey":true,"current":false}""" + "\n", await _home.OutputOfAsync("profiles", "show", "prod", "-o", "ndjson"));
        Assert.Equal("Profile prod is removed. A key of it works until it is revoked.\n", await _home.OutputOfAsync("profiles", "remove", "prod"));
        Assert.Equal("{}\n", await File.ReadAllTextAsync(_home.KeysFile));
        Assert.Equal(["azure", "script"], JsonElement.Parse(await _home.OutputOfAsync("profiles", "list", "-o", "json")).GetProperty("items").EnumerateArray().Select(profile => profile.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_key_is_in_a_file_of_its_owner_alone_and_in_no_other()
    {
        _home.Input = TestApp.Key;

        var run = await _home.RunAsync("profiles", "add", "prod", "--url", Url, "--key-stdin", "-o", "json");

        Assert.DoesNotContain(TestApp.Key, run.Output + run.Error + await File.ReadAllTextAsync(_home.ProfilesFile), StringComparison.Ordinal);
        Assert.Contains(TestApp.Key, await File.ReadAllTextAsync(_home.KeysFile), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_home.KeysFile));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_home.KeysFile)!, "*.new"));
    }

    [Fact]
    public async Task Keys_that_others_can_read_are_not_used()
    {
        if (OperatingSystem.IsWindows()) return;
        _home.Input = TestApp.Key;
        await _home.RunAsync("profiles", "add", "prod", "--url", Url, "--key-stdin");
        File.SetUnixFileMode(_home.KeysFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        var run = await _home.RunAsync("status");

        Assert.Equal(new CliRun(78, "", $"Others can read or write {_home.KeysFile}, which holds keys: 'chmod 600 {_home.KeysFile}' closes it. If somebody may have read it, revoke the keys.\n"), run);
    }

    [Fact]
    public async Task Profiles_that_are_added_at_once_are_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => _home.OutputOfAsync("profiles", "add", $"p{number}", "--url", Url)));

        Assert.Equal(8, JsonElement.Parse(await _home.OutputOfAsync("profiles", "list", "-o", "json")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData(64, "--url takes the app's address by https, such as https://bridge.example.com, not 'http://bridge.example.com'.", "prod", "--url", "http://bridge.example.com")]
    [InlineData(64, "--url takes the app's address by https, such as https://bridge.example.com, not 'bridge'.", "prod", "--url", "bridge")]
    [InlineData(64, "--auth entra needs --scope, such as --scope api://triggerbridge/.default.", "prod", "--url", Url, "--auth", "entra")]
    [InlineData(64, "--scope goes with --auth entra.", "prod", "--url", Url, "--scope", "x")]
    [InlineData(64, "--auth takes entra or key, not 'password'.", "prod", "--url", Url, "--auth", "password")]
    [InlineData(64, "A profile's name consists of letters, digits, dots, hyphens and underscores, at most 64, and begins with a letter or a digit.", "../prod", "--url", Url)]
    [InlineData(64, "That is no API key: one begins with tbk_, and this one is cut off or mistyped, or something else.", "prod", "--url", Url, "--key-stdin")]
    [InlineData(1, "There is a profile there already: give --force to replace it.", "there", "--url", Url)]
    public async Task What_is_no_profile_is_not_added(int exitCode, string problem, params string[] args)
    {
        await _home.RunAsync("profiles", "add", "there", "--url", Url);
        _home.Input = TestApp.Key[..^1];

        var run = await _home.RunAsync(["profiles", "add", .. args]);

        Assert.Equal((exitCode, problem), (run.ExitCode, run.Error.Split('\n')[0]));
        Assert.DoesNotContain("prod", await File.ReadAllTextAsync(_home.ProfilesFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no profile test: 'profiles add test --url URL' makes it.", "test")]
    [InlineData("There is no profile prdo; did you mean prod?", "prdo", "prod", "azure")]
    [InlineData("There is no profile other; there are azure, prod.", "other", "prod", "azure")]
    public async Task A_profile_that_is_not_there_is_78(string problem, string name, params string[] known)
    {
        foreach (var each in known) await _home.RunAsync("profiles", "add", each, "--url", Url);

        Assert.Equal(new CliRun(78, "", problem + "\n"), await _home.RunAsync("status", "--profile", name));
    }

    [Fact]
    public async Task A_damaged_file_is_told_without_what_stands_in_it()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_home.KeysFile)!);
        await File.WriteAllTextAsync(_home.KeysFile, "{\n\"prod\": tbk_geheim }");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_home.KeysFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(new CliRun(78, "", $"{_home.KeysFile} is not as 'profiles add' writes it, at line 2: mend it, or delete it.\n"), await _home.RunAsync("profiles", "add", "prod", "--url", Url));
    }

    [Fact]
    public async Task The_command_line_counts_more_than_the_environment_and_that_more_than_what_is_used()
    {
        await using var one = await FakeOperatorApp.StartAsync((_, context) => FakeOperatorApp.JsonAsync(context, """{"status":"Healthy"}"""));
        await using var other = await FakeOperatorApp.StartAsync((_, context) => FakeOperatorApp.JsonAsync(context, """{"status":"Healthy"}"""));
        var (keyOfOne, keyOfOther) = (ApiKey.Create(), ApiKey.Create());
        _home.Input = keyOfOne;
        await _home.RunAsync("profiles", "add", "one", "--url", one.Address.AbsoluteUri, "--key-stdin");
        _home.Input = keyOfOther;
        await _home.RunAsync("profiles", "add", "other", "--url", other.Address.AbsoluteUri, "--key-stdin");

        await _home.OutputOfAsync("status");
        _home.Variables["TRIGGERBRIDGE_KEY"] = "key of the environment";
        _home.Variables["TRIGGERBRIDGE_PROFILE"] = "other";
        await _home.OutputOfAsync("status");
        await _home.OutputOfAsync("status", "--profile", "one");
        await _home.OutputOfAsync("status", "--profile", "one", "--key", "given");
        await _home.OutputOfAsync("status", "--app", one.Address.AbsoluteUri);

        Assert.Equal(["Bearer " + keyOfOne, "Bearer " + keyOfOne, "Bearer given", "Bearer key of the environment"], one.Proofs);
        Assert.Equal(["Bearer " + keyOfOther], other.Proofs);
        Assert.Equal(
            new CliRun(64, "", "Give --profile or --app, not both: the key of a profile is for its own app.\n"), await _home.RunAsync("status", "--profile", "one", "--app", other.Address.AbsoluteUri));
    }

    [Fact]
    public async Task The_old_name_of_the_key_is_still_read()
    {
        await using var app = await FakeOperatorApp.StartAsync((_, context) => FakeOperatorApp.JsonAsync(context, """{"status":"Healthy"}"""));
        _home.Variables["TriggerBridge__FunctionKey"] = "old";
        _home.Variables["TriggerBridge__PublicBaseUrl"] = app.Address.AbsoluteUri;

        await _home.OutputOfAsync("status");

        Assert.Equal(["Bearer old"], app.Proofs);
    }

    [Fact]
    public async Task With_Entra_the_app_gets_a_token_for_the_scope()
    {
        await using var app = await FakeOperatorApp.StartAsync((_, context) => FakeOperatorApp.JsonAsync(context, """{"status":"Healthy"}"""));
        var identity = new FixedIdentity("entra-token");
        _home.Identity = identity;
        _home.Variables["TRIGGERBRIDGE_KEY"] = "not this one";
        await _home.RunAsync("profiles", "add", "azure", "--url", app.Address.AbsoluteUri, "--auth", "entra", "--scope", "api://x/.default");

        await _home.OutputOfAsync("status");

        Assert.Equal("Bearer entra-token", Assert.Single(app.Proofs));
        Assert.Equal("api://x/.default", Assert.Single(identity.Scopes));
    }

    [Fact]
    public async Task A_token_is_asked_for_again_before_it_ends_and_not_before()
    {
        var (brief, lasting) = (new FixedIdentity("t", TimeSpan.FromMinutes(1)), new FixedIdentity("t"));

        foreach (var identity in new[] { brief, lasting })
        {
            var proof = new TriggerBridge.Cli.Apps.EntraProof(identity, "scope", TimeProvider.System);
            await proof.GetAsync(CancellationToken.None);
            await proof.GetAsync(CancellationToken.None);
        }

        Assert.Equal((2, 1), (brief.Scopes.Count, lasting.Scopes.Count));
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_told_how()
    {
        _home.Identity = new NobodysIdentity();
        await _home.RunAsync("profiles", "add", "azure", "--url", Url, "--auth", "entra", "--scope", "api://x/.default");

        var run = await _home.RunAsync("status");

        Assert.Equal(new CliRun(77, "", "You are not signed in to Azure: run 'az login'.\n"), run);
    }

    [Fact]
    public async Task The_configuration_folder_is_the_one_of_XDG()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home.Location, "config"));
        _home.Variables["XDG_CONFIG_HOME"] = folder.FullName;
        await _home.OutputOfAsync("profiles", "add", "prod", "--url", Url);

        _home.Variables["XDG_CONFIG_HOME"] = "relative";
        await _home.OutputOfAsync("profiles", "add", "prod", "--url", Url);

        Assert.True(File.Exists(Path.Combine(folder.FullName, "triggerbridge", "profiles.json")));
        Assert.True(File.Exists(_home.ProfilesFile));
    }

    private sealed class NobodysIdentity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new CredentialUnavailableException("nobody");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new CredentialUnavailableException("nobody");
    }
}
