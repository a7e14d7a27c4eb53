using TriggerBridge.Cli.Dev;
using TriggerBridge.Credentials;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Cli.Dev;

public sealed class DevSecretsTests : IDisposable
{
    private readonly BridgeFolder _folder = new();

    private string SecretsFile => Path.Combine(_folder.Location, ".secrets.json");

    public static TheoryData<string> Schemes => [.. WebhookSchemes.Names];

    public void Dispose() => _folder.Dispose();

    // SendGrid signs with a key pair of its own.
    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task A_new_bridge_of_any_sender_can_be_sent_to_at_once(string scheme)
    {
        await NewAsync("starts", "--scheme", scheme);

        await MakeAsync();

        var run = await CliRun.InProcessAsync("send", "starts", "--bridges", _folder.Location, "--dry-run");
        // Some sign with a key that nobody else has.
        Assert.Equal(scheme is "sendgrid" or "discord" or "telnyx" or "standard-webhooks-v1a" or "ed25519" or "plaid" or "plaid-sandbox" || !WebhookSchemes.Create(scheme).Verifier.NeedsSecret ? 78 : 0, run.ExitCode);
    }

    [Fact]
    public async Task What_the_bridges_and_sources_name_is_made_once_and_for_its_owner_alone()
    {
        await NewAsync("leavers", "--source", "github-app", "--scheme", "github");

        Assert.Equal(["operator-key", "api-keys", "isc-read", "github-app-webhook", "isc-leavers"], await MakeAsync());
        var before = await File.ReadAllTextAsync(SecretsFile);
        Assert.Empty(await MakeAsync());
        Assert.Equal(before, await File.ReadAllTextAsync(SecretsFile));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretsFile));
        var secrets = await ReadAsync();
        Assert.True(ClientCredential.TryParse(secrets["isc-leavers"].Reveal(), out var client, out _) && client.Secret.Length == 64);
    }

    [Fact]
    public async Task What_is_there_stays()
    {
        await NewAsync("leavers", "--scheme", "github");
        _folder.Add(".secrets.json", """{ "leavers-webhook": "mine" }""");

        Assert.DoesNotContain("leavers-webhook", await MakeAsync());

        Assert.Equal("mine", (await ReadAsync())["leavers-webhook"].Reveal());
    }

    [Fact]
    public async Task A_real_tenants_clients_are_not_made()
    {
        await NewAsync("leavers", "--scheme", "github");

        Assert.Equal(["operator-key", "api-keys", "leavers-webhook"], await new DevSecrets(SecretsFile, makesClients: false).MakeAsync(Looked(), CancellationToken.None));
    }

    [Fact]
    public async Task The_token_of_a_test_of_the_address_is_made_too()
    {
        await NewAsync("metas", "--scheme", "meta");

        Assert.Contains("metas-verify", await MakeAsync());
    }

    private Task<IReadOnlyList<string>> MakeAsync() => new DevSecrets(SecretsFile, makesClients: true).MakeAsync(Looked(), CancellationToken.None);

    private Task<IReadOnlyDictionary<string, SecretValue>> ReadAsync() => new DevSecrets(SecretsFile, makesClients: true).ReadAsync(CancellationToken.None);

    private DevFolder Looked()
    {
        var folder = new DevFolder(_folder.Location);
        Assert.True(folder.Look());
        return folder;
    }

    private async Task NewAsync(params string[] arguments)
    {
        var run = await CliRun.InProcessAsync(["new", .. arguments, "--folder", _folder.Location, "--tenant", "acme", "--workflow", "c17bea3a-574d-453c-9e04-4365fbf5af0b"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }
}
