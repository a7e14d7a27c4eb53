using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Serialization;
using Azure.Security.KeyVault.Secrets;
using Spectre.Console;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Keys;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.Operators;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>keys</c>: the API keys by which scripts prove to an app who they are.</summary>
internal static class KeyCommands
{
    private const string VaultSetting = "TriggerBridge__KeyVaultUri";
    private const string FileSetting = "TriggerBridge__SecretsFile";
    private const string SecretSetting = "TriggerBridge__ApiKeysSecret";
    private const string Example = "https://contoso.vault.azure.net";

    private static readonly Argument<string> Name = new("name") { Description = "Whose key it is; what it does is on record under this name." };
    private static readonly Option<OperatorRole[]> Role = CreateRole();
    private static readonly Option<DateTimeOffset?> Expires = new("--expires") { Description = "When it ends: a time such as 2027-01-01T00:00Z, or after a while such as 90d. Without it, never.", HelpName = "time", CustomParser = static result => ParseExpires(result) };
    private static readonly Option<bool> All = new("--all") { Description = "All keys of this name; otherwise the oldest." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Does not ask before it revokes." };
    private static readonly Option<Uri?> Vault = new("--vault") { Description = $"The key vault of the app, such as {Example}; without it {VaultSetting}.", HelpName = "url", CustomParser = static result => ParseVault(result) };
    private static readonly Option<string?> SecretsFile = new("--secrets-file") { Description = $"In place of a vault, a file of secrets; without it {FileSetting}.", HelpName = "file" };
    private static readonly Option<string> Secret = new("--secret") { Description = $"The secret with the list of the keys; without it {SecretSetting}.", HelpName = "name", DefaultValueFactory = _ => CliEnvironment.Real.Variable(SecretSetting) ?? "api-keys" };

    public static Command Create() => new("keys", "The API keys of an app, which are listed in a secret of its vault. The app knows of a change within a minute.")
    {
        Doing(new Command("create", "Makes a key and shows it, once. A second one of the same name is for the time of a change.") { Name, Role, Expires }, CreateAsync),
        Doing(new Command("list", "Lists them, with their roles. What is stored is no key."), ListAsync),
        Doing(new Command("revoke", "Ends a key: of two of the same name, the older.") { Name, All, Yes }, RevokeAsync),
    };

    private static Command Doing(Command command, Func<ParseResult, Terminal, IKeyListStore, CancellationToken, Task<int>> work)
    {
        foreach (var option in new Option[] { Vault, SecretsFile, Secret, OutputOption.Instance }) command.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => work(parsed, terminal, StoreOf(parsed), cancellationToken));
        });
        return command;
    }

    private static async Task<int> CreateAsync(ParseResult parsed, Terminal terminal, IKeyListStore store, CancellationToken cancellationToken)
    {
        var (name, now) = (parsed.GetRequiredValue(Name), parsed.Environment().Time.GetUtcNow());
        if (!KeyChanges.IsName(name)) throw new CliException($"A key's name consists of letters, digits, dots, hyphens, underscores and @, at most {KeyChanges.LongestName}.", ExitCode.Usage);
        if (parsed.GetValue(Expires) <= now) throw new CliException("--expires must be in the future.", ExitCode.Usage);

        var key = ApiKey.Create();
        var entry = new ApiKeyEntry { Name = name, Sha256 = ApiKey.HashOf(key), Roles = [.. parsed.GetRequiredValue(Role).Distinct()], Created = now, Expires = parsed.GetValue(Expires)?.ToUniversalTime() };
        await terminal.WaitAsync($"Storing it in {store.Place}", async () =>
        {
            var read = await store.ReadAsync(cancellationToken);
            await store.ReplaceAsync(read, read.List.With(entry, now), cancellationToken);
            return true;
        });
        await terminal.AnswerAsync(new CreatedKey(name, key, entry.Roles, entry.Created, entry.Expires, store.Place), KeyReports.Default.CreatedKey, console =>
        {
            console.PutLine($"{name} has a key, stored by its hash as {store.Place}. It is not shown again:");
            // In a line of its own, as it is.
            console.PutWhole(key);
        });
        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(ParseResult parsed, Terminal terminal, IKeyListStore store, CancellationToken cancellationToken)
    {
        var now = parsed.Environment().Time.GetUtcNow();
        var read = await terminal.WaitAsync($"Reading {store.Place}", () => store.ReadAsync(cancellationToken));
        ListedKey[] keys = [.. read.List.Keys.OrderBy(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Created).Select(key => new ListedKey(key.Name, key.Roles, key.Created, key.Expires, key.IsLive(now)))];
        await terminal.AnswerAsync(new ListedKeys(keys), KeyReports.Default.ListedKeys, console => console.Fitted(
            [new("name", 10), new("roles", 15), new("created"), new("expires")],
            keys.Select(key => (IReadOnlyList<FittedCell>)
            [
                key.Name, string.Join(", ", key.Roles.Select(role => role.Name())), key.Created is { } made ? RelativeTime.Of(made, now) : "",
                key.Expires is not { } end ? "never" : new FittedCell(key.Live ? RelativeTime.Of(end, now) : $"expired {RelativeTime.Of(end, now)}", key.Live ? null : StatusStyle.Of("Failed")),
            ])));
        return ExitCode.Ok;
    }

    private static async Task<int> RevokeAsync(ParseResult parsed, Terminal terminal, IKeyListStore store, CancellationToken cancellationToken)
    {
        var (name, now) = (parsed.GetRequiredValue(Name), parsed.Environment().Time.GetUtcNow());
        var read = await terminal.WaitAsync($"Reading {store.Place}", () => store.ReadAsync(cancellationToken));
        var (list, revoked) = read.List.Without(name, parsed.GetValue(All));
        var which = string.Join(" and ", revoked.Select(key => key.Created is { } made ? $"the one made {RelativeTime.Of(made, now)}" : "the one that is there"));
        terminal.Agree($"Revoke {which} of {name} in {store.Place}? Whoever uses it gets 401.", parsed.GetValue(Yes));
        await store.ReplaceAsync(read, list, cancellationToken);
        ListedKey[] ended = [.. revoked.Select(key => new ListedKey(key.Name, key.Roles, key.Created, key.Expires, Live: false))];
        await terminal.AnswerAsync(new ListedKeys(ended), KeyReports.Default.ListedKeys, console =>
            console.PutLine($"{name}: {which} is revoked. The app knows within a minute."));
        return ExitCode.Ok;
    }

    private static IKeyListStore StoreOf(ParseResult parsed)
    {
        var (environment, secret) = (parsed.Environment(), parsed.GetRequiredValue(Secret));
        var (vault, file) = (parsed.GetValue(Vault), parsed.GetValue(SecretsFile));
        if (vault is not null && file is not null) throw new CliException("Give --vault or --secrets-file, not both.", ExitCode.Usage);
        if (vault is null && (file ?? environment.Variable(FileSetting)) is { } path) return new FileKeyList(path, secret);
        if (vault is null && environment.Variable(VaultSetting) is { } set && (!Uri.TryCreate(set, UriKind.Absolute, out vault) || vault.Scheme != Uri.UriSchemeHttps))
            throw new CliException($"{VaultSetting} must be an address such as {Example}.", ExitCode.Configuration);
        return vault is null
            ? throw new CliException($"Where are the app's secrets? Give --vault, such as --vault {Example}, or --secrets-file.", ExitCode.Usage)
            : new VaultKeyList(new SecretClient(vault, CredentialServices.CreateIdentityOfDeployer()), secret);
    }

    private static Option<OperatorRole[]> CreateRole()
    {
        var names = OperatorRoles.All.Select(role => role.Name()).ToArray();
        var option = new Option<OperatorRole[]>("--role")
        {
            Description = $"What it may do: {string.Join(", ", names)}; may be repeated.",
            HelpName = "role",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => ParseRoles(result, names),
        };
        option.CompletionSources.Add(names);
        return option;
    }

    private static OperatorRole[] ParseRoles(ArgumentResult result, string[] names)
    {
        var roles = new List<OperatorRole>();
        foreach (var token in result.Tokens)
        {
            // People need not know how a role is spelt; Entra ID does.
            if (Array.Find(names, name => string.Equals(name, token.Value, StringComparison.OrdinalIgnoreCase)) is { } known) roles.Add(OperatorRoles.Find(known)!.Value);
            else result.AddError(ClosestName.Objection(token.Value, names, "a role", "roles"));
        }

        return [.. roles];
    }

    private static DateTimeOffset? ParseExpires(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (TimeOrWhile.Parse(given, isAhead: true) is { } time) return time;
        result.AddError($"--expires takes a time such as 2027-01-01T00:00Z, or a while such as 90d, not '{given}'.");
        return null;
    }

    private static Uri? ParseVault(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (Uri.TryCreate(given, UriKind.Absolute, out var vault) && vault.Scheme == Uri.UriSchemeHttps) return vault;
        result.AddError($"--vault takes an address such as {Example}, not '{given}'.");
        return null;
    }
}

/// <summary>A new key, the only time that it is shown.</summary>
internal sealed record CreatedKey(string Name, string Key, IReadOnlyList<OperatorRole> Roles, DateTimeOffset? Created, DateTimeOffset? Expires, string Place)
{
    public override string ToString() => Name;
}

/// <summary>A key as it is listed.</summary>
internal sealed record ListedKey(string Name, IReadOnlyList<OperatorRole> Roles, DateTimeOffset? Created, DateTimeOffset? Expires, bool Live);

/// <summary>All of them.</summary>
internal sealed record ListedKeys(IReadOnlyList<ListedKey> Items);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(ListedKeys))]
internal sealed partial class KeyReports : JsonSerializerContext;
