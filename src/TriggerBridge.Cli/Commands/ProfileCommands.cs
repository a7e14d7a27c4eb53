using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Serialization;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Profiles;
using TriggerBridge.Operators;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>profiles</c>: the apps that somebody works with, by names of their own.</summary>
internal static class ProfileCommands
{
    private static readonly Argument<string> NewName = new("name") { Description = "How the app is called from now on: letters, digits, dots, hyphens and underscores." };
    private static readonly Argument<string> Name = CreateName();
    private static readonly Option<string> Url = new("--url") { Description = "The app's address, such as https://bridge.example.com.", HelpName = "url", Required = true };
    private static readonly Option<ProfileAuth> Auth = CreateAuth();
    private static readonly Option<string?> Scope = new("--scope") { Description = "With --auth entra: the scope of the app's registration, such as api://triggerbridge/.default.", HelpName = "scope" };
    private static readonly Option<bool> KeyStdin = new("--key-stdin") { Description = "Reads the key from standard input; otherwise it is asked for, where there is a terminal." };
    private static readonly Option<bool> Force = new("--force") { Description = "Replaces a profile of this name." };

    public static Command Create() => new("profiles", "The apps that you work with, by names of your own: --profile takes one, and 'profiles use' chooses the one that is taken without it.")
    {
        Doing(new Command("add", "Adds one. Its key is kept in a file that only you can read; with --auth entra there is none, and 'az login' says who you are.") { NewName, Url, Auth, Scope, KeyStdin, Force }, AddAsync),
        Doing(new Command("list", "Lists them."), ListAsync),
        Doing(new Command("show", "Shows one, without its key.") { Name }, ShowAsync),
        Doing(new Command("remove", "Removes one, and its key.") { Name }, RemoveAsync),
        Doing(new Command("use", "Has one taken where none is named.") { Name }, UseAsync),
    };

    private static Command Doing(Command command, Func<ParseResult, Terminal, ProfileStore, CancellationToken, Task<int>> work)
    {
        command.Add(OutputOption.Instance);
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => work(parsed, terminal, new ProfileStore(parsed.Environment()), cancellationToken));
        });
        return command;
    }

    private static async Task<int> AddAsync(ParseResult parsed, Terminal terminal, ProfileStore store, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(NewName);
        if (!Profile.IsName(name)) throw new CliException($"A profile's name consists of letters, digits, dots, hyphens and underscores, at most {Profile.LongestName}, and begins with a letter or a digit.", ExitCode.Usage);
        var profile = new Profile { Url = AddressOf(parsed.GetRequiredValue(Url)), Auth = parsed.GetValue(Auth), Scope = parsed.GetValue(Scope) };
        switch (profile)
        {
            case { Auth: ProfileAuth.Entra, Scope: null }:
                throw new CliException("--auth entra needs --scope, such as --scope api://triggerbridge/.default.", ExitCode.Usage);
            case { Auth: ProfileAuth.Key, Scope: not null }:
                throw new CliException("--scope goes with --auth entra.", ExitCode.Usage);
            case { Auth: ProfileAuth.Entra } when parsed.GetValue(KeyStdin):
                throw new CliException("--key-stdin goes with --auth key.", ExitCode.Usage);
        }

        var key = profile.Auth == ProfileAuth.Key ? await ReadKeyAsync(parsed, terminal, cancellationToken) : null;
        await store.AddAsync(name, profile, key, parsed.GetValue(Force), cancellationToken);
        var report = Report(store.Read(), name, key is not null);
        await terminal.AnswerAsync(report, ProfileReports.Default.ProfileReport, console => console.PutLine(
            $"Profile {name} is {report.Url}{(profile.Auth == ProfileAuth.Entra ? ", by your sign-in to Azure" : key is null ? $", without a key: {AppKeyOption.Setting} is taken" : $"; its key is in {store.KeysFile}")}.{(report.Current ? " It is taken where none is named." : "")}"));
        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(ParseResult parsed, Terminal terminal, ProfileStore store, CancellationToken cancellationToken)
    {
        var list = store.Read();
        ProfileReport[] reports = [.. list.Profiles.Keys.Order(StringComparer.Ordinal).Select(name => Report(list, name, list.Profiles[name].Auth == ProfileAuth.Key && store.KeyOf(name) is not null))];
        await terminal.AnswerAsync(new ProfileReportList(reports), ProfileReports.Default.ProfileReportList, console => console.Fitted(
            [new("current"), new("name"), new("url", 20), new("auth"), new("scope", 12), new("key")],
            reports.Select(report => (IReadOnlyList<FittedCell>)[report.Current ? "*" : "", report.Name, report.Url, report.Auth.ToString().ToLowerInvariant(), report.Scope, KeyText(report)])));
        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, Terminal terminal, ProfileStore store, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Name);
        var profile = store.Find(name);
        var report = Report(store.Read(), name, profile.Auth == ProfileAuth.Key && store.KeyOf(name) is not null);
        await terminal.AnswerAsync(report, ProfileReports.Default.ProfileReport, console => console.Facts(
            ("name", name), ("url", report.Url), ("auth", report.Auth.ToString().ToLowerInvariant()), ("scope", report.Scope), ("key", KeyText(report)), ("current", report.Current ? "yes" : "no"), ("file", store.File)));
        return ExitCode.Ok;
    }

    private static async Task<int> RemoveAsync(ParseResult parsed, Terminal terminal, ProfileStore store, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Name);
        await store.RemoveAsync(name, cancellationToken);
        await terminal.DoneAsync($"Profile {name} is removed. A key of it works until it is revoked.");
        return ExitCode.Ok;
    }

    private static async Task<int> UseAsync(ParseResult parsed, Terminal terminal, ProfileStore store, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Name);
        await store.UseAsync(name, cancellationToken);
        await terminal.DoneAsync($"Profile {name} is taken where none is named.");
        return ExitCode.Ok;
    }

    private static async Task<string?> ReadKeyAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var key = parsed.GetValue(KeyStdin)
            ? await parsed.Environment().Input().ReadLineAsync(cancellationToken) ?? throw new CliException("There is no key on standard input.", ExitCode.Usage)
            : terminal.AskSecret("API key (Enter: none)");
        if (key?.Trim() is not { Length: > 0 } given) return parsed.GetValue(KeyStdin) ? throw new CliException("There is no key on standard input.", ExitCode.Usage) : null;
        return ApiKey.IsWhole(given) ? given : throw new CliException($"That is no API key: one begins with {ApiKey.Prefix}, and this one is cut off or mistyped, or something else.", ExitCode.Usage);
    }

    // A key must not cross a network in plain text.
    private static string AddressOf(string given) =>
        AppAddress.TryParse(given) is { } app && (app.Api.Scheme == Uri.UriSchemeHttps || app.Api.IsLoopback)
            ? app.ToString()
            : throw new CliException($"--url takes the app's address by https, such as https://bridge.example.com, not '{given}'.", ExitCode.Usage);

    private static ProfileReport Report(ProfileList list, string name, bool hasKey)
    {
        var profile = list.Profiles[name];
        return new ProfileReport(name, profile.Url, profile.Auth, profile.Scope, profile.Auth == ProfileAuth.Key ? hasKey : null, list.Current == name);
    }

    private static string? KeyText(ProfileReport report) => report.HasKey switch { true => "kept", false => "none", null => null };

    private static Argument<string> CreateName()
    {
        var argument = new Argument<string>("name") { Description = "As 'profiles list' has it." };
        argument.CompletionSources.Add(_ => ProfileOption.Names());
        return argument;
    }

    private static Option<ProfileAuth> CreateAuth()
    {
        var option = new Option<ProfileAuth>("--auth") { Description = "How you prove who you are: key (the default), or entra.", HelpName = "entra|key", CustomParser = static result => ParseAuth(result) };
        // Those of the type are its own names.
        option.CompletionSources.Clear();
        option.CompletionSources.Add("entra", "key");
        return option;
    }

    private static ProfileAuth ParseAuth(ArgumentResult result)
    {
        switch (result.Tokens[^1].Value.ToLowerInvariant())
        {
            case "key": return ProfileAuth.Key;
            case "entra": return ProfileAuth.Entra;
            case var other:
                result.AddError($"--auth takes entra or key, not '{other}'.");
                return ProfileAuth.Key;
        }
    }
}

/// <summary>A profile as it is shown.</summary>
/// <param name="HasKey">Null: it needs none.</param>
internal sealed record ProfileReport(string Name, string Url, ProfileAuth Auth, string? Scope, bool? HasKey, bool Current);

/// <summary>All of them.</summary>
internal sealed record ProfileReportList(IReadOnlyList<ProfileReport> Items);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProfileReport))]
[JsonSerializable(typeof(ProfileReportList))]
internal sealed partial class ProfileReports : JsonSerializerContext;
