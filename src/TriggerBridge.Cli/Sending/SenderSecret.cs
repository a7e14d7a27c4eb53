using TriggerBridge.Bridges;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Credentials;

namespace TriggerBridge.Cli.Sending;

/// <summary>What a sender signs with, from a file of secrets: <c>{"name": "value"}</c>, as the app reads it in Development.</summary>
internal static class SenderSecret
{
    /// <summary>In a folder of bridge files.</summary>
    public const string FileName = ".secrets.json";

    private const string Setting = "TriggerBridge__SecretsFile";

    /// <param name="address">The name by which the sender's address is called.</param>
    /// <param name="given">The file that was asked for; null: that of the folder, else that of the app's setting.</param>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<SecretValue> ReadAsync(WebhookSource sender, string address, string folder, string? given, CancellationToken cancellationToken)
    {
        var file = given ?? FileOf(folder);
        if (SecretsFileContent.Parse(await Sample.ReadAsync(file, cancellationToken)) is not SecretsFileContent.Secrets { ByName: var secrets })
            throw new CliException($"{file}: must be one JSON object of secret names, each with a text or an object.", ExitCode.Errors);

        if (!sender.NeedsSecret)
        {
            return secrets.GetValueOrDefault(OwnKeyOf(address)) ?? throw new CliException(
                $"{file}: there is no secret '{OwnKeyOf(address)}'. {sender.Scheme} signs with a private key that it keeps: make a pair yourself, add the private one by this name, and publish the other where the bridge looks.",
                ExitCode.Configuration);
        }

        // Of several, any will do: one is being replaced.
        return sender.SecretNames.Select(name => secrets.GetValueOrDefault(name)).OfType<SecretValue>().FirstOrDefault()
            ?? throw new CliException($"{file}: there is no secret '{sender.SecretNames[0]}', with which the sender signs: add it as the app has it.", ExitCode.Configuration);
    }

    // A sender that publishes its keys has no secret in the bridge file: this one is for trying it only.
    private static string OwnKeyOf(string address) => address + "-sender";

    private static string FileOf(string folder)
    {
        var own = Path.Combine(folder, FileName);
        if (File.Exists(own)) return own;
        return Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } set ? set : throw new CliException(
            $"There is no {own} with the secret by which the sender signs: write it as {{\"name\": \"value\"}}, or name another file by --secrets or {Setting}.", ExitCode.Configuration);
    }
}
