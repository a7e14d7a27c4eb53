using System.Text.Json;
using TriggerBridge.Cli.Keys;
using TriggerBridge.Cli.Output;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Credentials;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>keys</c>, on a file of secrets and on a vault, and what the app makes of it.</summary>
public sealed class KeyCommandsTests : IDisposable
{
    private readonly CliHome _home = new();

    public void Dispose() => _home.Dispose();

    private string Secrets => Path.Combine(_home.Location, "secrets.json");

    [Fact]
    public async Task A_key_is_made_shown_once_listed_and_revoked()
    {
        await File.WriteAllTextAsync(Secrets, """{ "other": "stays" }""");

        var lines = (await RunAsync("create", "ci", "--role", "deliveries.read", "--role", "Audit.Read", "--expires", "90d")).Split('\n');
        Assert.Equal($"ci has a key, stored by its hash as 'api-keys' in {Secrets}. It is not shown again:", lines[0]);
        Assert.True(ApiKey.IsWhole(lines[1]));
        var stored = await File.ReadAllTextAsync(Secrets);
        Assert.DoesNotContain(lines[1], stored, StringComparison.Ordinal);
        Assert.Equal("stays", JsonElement.Parse(stored).GetProperty("other").GetString());
        var entry = ApiKeyList.Read(JsonElement.Parse(stored).GetProperty("api-keys").GetRawText())!.Find(lines[1])!;
        Assert.Equal("ci", entry.Name);
        Assert.Equal([OperatorRole.DeliveriesRead, OperatorRole.AuditRead], entry.Roles);

        Assert.Matches("^name  roles                        created +expires\nci    Deliveries\\.Read, Audit\\.Read  (just now|[0-9]+ s ago) +[0-9]{4}-[0-9]{2}-[0-9]{2}\n$", await RunAsync("list"));
        Assert.Matches("^ci: the one made .+ is revoked\\. The app knows within a minute\\.\n$", await RunAsync("revoke", "ci", "--yes"));
        Assert.Equal("There are none.\n", await RunAsync("list"));
    }

    [Fact]
    public async Task Scripts_get_it_as_JSON()
    {
        var made = JsonElement.Parse(await RunAsync("create", "ci", "--role", "Bridges.Manage", "--output", "json"));
        var listed = JsonElement.Parse(await RunAsync("list", "--output", "json")).GetProperty("items")[0];
        var revoked = JsonElement.Parse(await RunAsync("revoke", "ci", "--yes", "--output", "json")).GetProperty("items")[0];

        Assert.True(ApiKey.IsWhole(made.GetProperty("key").GetString()!));
        Assert.Equal(("ci", "Bridges.Manage", true), (listed.GetProperty("name").GetString(), listed.GetProperty("roles")[0].GetString(), listed.GetProperty("live").GetBoolean()));
        Assert.False(listed.TryGetProperty("sha256", out _));
        Assert.Equal("ci", revoked.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_of_a_name_are_live_while_a_script_changes_over_and_the_older_goes_first()
    {
        var older = (await RunAsync("create", "ci", "--role", "Deliveries.Read")).Split('\n')[1];
        var newer = (await RunAsync("create", "ci", "--role", "Deliveries.Read")).Split('\n')[1];

        Assert.Equal(new CliRun(1, "", "Two keys of ci are live already: revoke the older by 'keys revoke ci' first.\n"), await FailAsync("create", "ci", "--role", "Deliveries.Read"));
        await RunAsync("revoke", "ci", "--yes");

        Assert.Null(Read().Find(older));
        Assert.NotNull(Read().Find(newer));
        await RunAsync("create", "ci", "--role", "Deliveries.Read");
        await RunAsync("revoke", "ci", "--all", "--yes");
        Assert.Empty(Read().Keys);
    }

    [Theory]
    [InlineData(64, "'Deliveries.Raed' is not a role; did you mean 'Deliveries.Read'?", "create", "ci", "--role", "Deliveries.Raed")]
    [InlineData(64, "--expires takes a time such as 2027-01-01T00:00Z, or a while such as 90d, not 'soon'.", "create", "ci", "--role", "Audit.Read", "--expires", "soon")]
    [InlineData(64, "--expires must be in the future.", "create", "ci", "--role", "Audit.Read", "--expires", "2001-01-01T00:00Z")]
    [InlineData(64, "A key's name consists of letters, digits, dots, hyphens, underscores and @, at most 64.", "create", "a b", "--role", "Audit.Read")]
    [InlineData(64, "--role takes a value: What it may do: Deliveries.Read, Deliveries.Operate, Bridges.Manage, Audit.Read; may be repeated.", "create", "ci")]
    [InlineData(1, "There is no key ci.", "revoke", "ci", "--yes")]
    public async Task What_cannot_be_is_told(int exitCode, string problem, params string[] args)
    {
        var run = await FailAsync(args);

        Assert.Equal((exitCode, problem), (run.ExitCode, run.Error.Split('\n')[0]));
        Assert.False(File.Exists(Secrets));
    }

    [Fact]
    public async Task Nothing_is_revoked_unasked()
    {
        await RunAsync("create", "ci", "--role", "Deliveries.Read");

        var run = await FailAsync("revoke", "ci");

        Assert.Equal(64, run.ExitCode);
        Assert.Contains("give --yes to agree", run.Error, StringComparison.Ordinal);
        Assert.Single(Read().Keys);
    }

    [Fact]
    public async Task A_secret_that_is_no_list_is_left_as_it_is()
    {
        const string text = """{ "api-keys": { "keys": [], "later": true } }""";
        await File.WriteAllTextAsync(Secrets, text);

        var run = await FailAsync("create", "ci", "--role", "Deliveries.Read");

        Assert.Equal(new CliRun(1, "", $"What is in 'api-keys' in {Secrets} is no list of API keys, or one of a later version: nothing was changed.\n"), run);
        Assert.Equal(text, await File.ReadAllTextAsync(Secrets));
    }

    [Fact]
    public async Task Keys_that_are_made_at_once_are_all_there_or_told_as_not_made()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => _home.RunAsync("keys", "create", $"key{number}", "--role", "Deliveries.Read", "--secrets-file", Secrets)));

        Assert.All(runs.Where(run => run.ExitCode != 0), run => Assert.Equal(new CliRun(1, "", $"Somebody else has changed the keys in 'api-keys' in {Secrets} meanwhile: nothing was changed. Do it again.\n"), run));
        Assert.Equal(runs.Count(run => run.ExitCode == 0), Read().Keys.Count);
    }

    [Fact]
    public async Task A_list_that_changed_in_the_vault_is_not_written_over()
    {
        await using var vault = await FakeKeyVault.StartAsync();
        var list = new VaultKeyList(vault.CreateClient(), "api-keys");
        var read = await list.ReadAsync(CancellationToken.None);
        var others = ApiKeyList.Of("other", ApiKey.Create());
        vault.Secrets["api-keys"] = others.Write();

        var problem = await Assert.ThrowsAsync<CliException>(() => list.ReplaceAsync(read, ApiKeyList.Of("ci", ApiKey.Create()), CancellationToken.None));

        Assert.Equal("Somebody else has changed the keys in 'api-keys' in 127.0.0.1 meanwhile: nothing was changed. Do it again.", problem.Message);
        Assert.Equal(others.Write(), vault.Secrets["api-keys"]);
    }

    [Fact]
    public async Task A_list_in_the_vault_is_begun_and_goes_on()
    {
        await using var vault = await FakeKeyVault.StartAsync();
        var list = new VaultKeyList(vault.CreateClient(), "api-keys");
        var keys = ApiKeyList.Of("ci", ApiKey.Create());

        await list.ReplaceAsync(await list.ReadAsync(CancellationToken.None), keys, CancellationToken.None);
        var read = await list.ReadAsync(CancellationToken.None);
        await list.ReplaceAsync(read, read.List.Without("ci", all: false).List, CancellationToken.None);

        Assert.Equal("ci", Assert.Single(read.List.Keys).Name);
        Assert.Empty(ApiKeyList.Read(vault.Secrets["api-keys"])!.Keys);
    }

    [Theory]
    [InlineData(403, 77, "You may not change the secrets of 127.0.0.1 (403): you need the role 'Key Vault Secrets Officer', and its network rules must let you in.")]
    [InlineData(429, 69, "'api-keys' in 127.0.0.1: the vault is throttling this app (429); it is asked again shortly.")]
    public async Task What_the_vault_refuses_is_told(int status, int exitCode, string expected)
    {
        await using var vault = await FakeKeyVault.StartAsync();
        // The client asks again by itself.
        for (var i = 0; i < 3; i++) vault.Faults.Enqueue(new FakeKeyVault.Fault(status, "No"));

        var problem = await Assert.ThrowsAsync<CliException>(() => new VaultKeyList(vault.CreateClient(), "api-keys").ReadAsync(CancellationToken.None));

        Assert.Equal((exitCode, expected), (problem.ExitCode, problem.Message));
    }

    [Fact]
    public async Task The_app_takes_a_new_key_with_its_roles_and_no_longer_one_that_is_revoked()
    {
        await using var app = await TestApp.StartForProgramsAsync("""{ "scheme": "github", "secret": "hook" }""", """{ "hook": "s", "client": { "id": "external", "secret": "s" } }""");
        var address = $"http://127.0.0.1:{app.Port}";
        var key = JsonElement.Parse(await _home.OutputOfAsync("keys", "create", "ci", "--role", "Deliveries.Read", "--secrets-file", app.SecretsFile, "-o", "json")).GetProperty("key").GetString()!;
        app.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(0, (await _home.RunAsync("deliveries", "list", "--app", address, "--key", key)).ExitCode);
        var refused = await _home.RunAsync("bridges", "resume", "github", "--app", address, "--key", key);
        await _home.OutputOfAsync("keys", "revoke", "ci", "--yes", "--secrets-file", app.SecretsFile);
        app.Time.Advance(TimeSpan.FromMinutes(10));
        var revoked = await _home.RunAsync("deliveries", "list", "--app", address, "--key", key);

        Assert.Equal(new CliRun(1, "", $"The app at {address} does not let you ask for a bridge to resume: This needs the role Bridges.Manage.\n"), refused);
        Assert.Equal(new CliRun(1, "", $"The app at {address} answers 401 to whoever asks for its deliveries: is the key one of its keys?\n"), revoked);
    }

    private ApiKeyList Read() => ApiKeyList.Read(JsonElement.Parse(File.ReadAllText(Secrets)).GetProperty("api-keys").GetRawText())!;

    private Task<string> RunAsync(params string[] args) => _home.OutputOfAsync(["keys", .. args, "--secrets-file", Secrets]);

    private Task<CliRun> FailAsync(params string[] args) => _home.RunAsync(["keys", .. args, "--secrets-file", Secrets]);
}
