using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;

namespace TriggerBridge.Cli.Profiles;

/// <summary>The profiles of whoever runs the program: <c>profiles.json</c>, and beside it <c>keys.json</c>, which only they can read.</summary>
internal sealed class ProfileStore
{
    private readonly string _folder;

    public ProfileStore(CliEnvironment environment) => _folder = Path.Combine(ConfigFolder(environment), "triggerbridge");

    public string File => Path.Combine(_folder, "profiles.json");

    public string KeysFile => Path.Combine(_folder, "keys.json");

    /// <exception cref="CliException">The file cannot be read.</exception>
    public ProfileList Read() => Read(File, ProfileJson.Default.ProfileList) ?? new ProfileList();

    /// <exception cref="CliException">There is no such profile, or the file cannot be read.</exception>
    public Profile Find(string name) => Find(Read(), name);

    /// <returns>Null where there is none.</returns>
    /// <exception cref="CliException">The file cannot be read, or others can.</exception>
    public string? KeyOf(string name)
    {
        PrivateFile.RefuseIfOthersRead(KeysFile);
        return ReadKeys().GetValueOrDefault(name);
    }

    /// <param name="key">Null: none is kept.</param>
    /// <exception cref="CliException">There is one already, or it cannot be written.</exception>
    public Task AddAsync(string name, Profile profile, string? key, bool replaces, CancellationToken cancellationToken) => ChangeAsync(
        list => list.Profiles.ContainsKey(name) && !replaces
            ? throw new CliException($"There is a profile {name} already: give --force to replace it.", ExitCode.Errors)
            : list with
            {
                Current = list.Current ?? name,
                Profiles = new Dictionary<string, Profile>(list.Profiles, StringComparer.Ordinal) { [name] = profile },
            },
        keys => With(keys, name, key),
        cancellationToken);

    /// <exception cref="CliException">There is none, or it cannot be written.</exception>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => ChangeAsync(
        list =>
        {
            Find(list, name);
            return list with { Current = list.Current == name ? null : list.Current, Profiles = list.Profiles.Where(each => each.Key != name).ToDictionary(StringComparer.Ordinal) };
        },
        keys => With(keys, name, key: null),
        cancellationToken);

    /// <inheritdoc cref="RemoveAsync"/>
    public Task UseAsync(string name, CancellationToken cancellationToken) => ChangeAsync(
        list =>
        {
            Find(list, name);
            return list with { Current = name };
        },
        keys => keys,
        cancellationToken);

    private static Profile Find(ProfileList list, string name)
    {
        if (list.Profiles.TryGetValue(name, out var profile)) return profile;
        var known = list.Profiles.Keys.Order(StringComparer.Ordinal).ToList();
        throw new CliException(
            known.Count == 0 ? $"There is no profile {name}: 'profiles add {name} --url URL' makes it."
                : ClosestName.TryFind(name, known, out var closest) ? $"There is no profile {name}; did you mean {closest}?"
                : $"There is no profile {name}; there are {string.Join(", ", known)}.",
            ExitCode.Configuration);
    }

    // The key is there before the profile that needs it, and gone after it.
    private async Task ChangeAsync(Func<ProfileList, ProfileList> change, Func<Dictionary<string, string>, Dictionary<string, string>> changeKeys, CancellationToken cancellationToken)
    {
        try
        {
            PrivateFile.CreateFolder(_folder);
            await using var held = await PrivateFile.HoldAsync(File, cancellationToken);
            var list = change(Read());
            var (keys, known) = (changeKeys(ReadKeys()), ReadKeys());
            if (keys.Count != known.Count || keys.Any(key => known.GetValueOrDefault(key.Key) != key.Value))
                await OwnerFile.ReplaceAsync(KeysFile, JsonSerializer.Serialize(keys, ProfileJson.Default.DictionaryStringString), cancellationToken);
            await OwnerFile.ReplaceAsync(File, JsonSerializer.Serialize(list, ProfileJson.Default.ProfileList), cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{File}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }

    private Dictionary<string, string> ReadKeys() => Read(KeysFile, ProfileJson.Default.DictionaryStringString) ?? new Dictionary<string, string>(StringComparer.Ordinal);

    private static Dictionary<string, string> With(Dictionary<string, string> keys, string name, string? key)
    {
        var changed = new Dictionary<string, string>(keys, StringComparer.Ordinal);
        if (key is null) changed.Remove(name);
        else changed[name] = key;
        return changed;
    }

    private static T? Read<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllText(file, Encoding.UTF8), type);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException fault)
        {
            // Not its message, which may quote a key.
            throw new CliException($"{file} is not as 'profiles add' writes it, at line {(fault.LineNumber ?? 0) + 1}: mend it, or delete it.", ExitCode.Configuration, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }

    // The specification wants a relative path to be passed over. https://specifications.freedesktop.org/basedir-spec/latest/
    private static string ConfigFolder(CliEnvironment environment)
    {
        if (environment.Variable("XDG_CONFIG_HOME") is { } xdg && Path.IsPathFullyQualified(xdg)) return xdg;
        return OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)
            : Path.Combine(environment.Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
    }
}
