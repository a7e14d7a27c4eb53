namespace TriggerBridge.Tables;

/// <summary>
/// An account's endpoint and key, from <c>UseDevelopmentStorage=true</c>, or from AccountName and AccountKey with either
/// TableEndpoint or EndpointSuffix
/// (https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string).
/// </summary>
internal sealed record TableConnectionString(Uri Endpoint, TableSharedKeyCredential Credential)
{
    // The account that every Azurite knows; no secret.
    private const string DevelopmentAccount =
        "AccountName=devstoreaccount1;" +
        "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;" +
        "TableEndpoint=http://127.0.0.1:10002/devstoreaccount1";

    /// <exception cref="FormatException">Something is missing or malformed. The message does not repeat the text.</exception>
    public static TableConnectionString Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var settings = Split(text);
        if (settings.TryGetValue("UseDevelopmentStorage", out var use) && bool.TryParse(use, out var development) && development)
            settings = Split(DevelopmentAccount);

        var account = Required(settings, "AccountName");
        return new(EndpointOf(settings, account), new(account, Required(settings, "AccountKey")));
    }

    private static Uri EndpointOf(Dictionary<string, string> settings, string account)
    {
        var protocol = settings.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = settings.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        var address = settings.GetValueOrDefault("TableEndpoint") ?? $"{protocol}://{account}.table.{suffix}";
        return Uri.TryCreate(address, UriKind.Absolute, out var endpoint)
            ? endpoint
            : throw new FormatException("The storage connection string's table endpoint is not an absolute address.");
    }

    private static string Required(Dictionary<string, string> settings, string name) => settings.TryGetValue(name, out var value)
        ? value
        : throw new FormatException($"The storage connection string has no {name}.");

    private static Dictionary<string, string> Split(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // At the first = only: an account key ends in some.
            if (setting.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } value])
                throw new FormatException("The storage connection string is not a list of name=value, separated by semicolons.");
            settings[name.Trim()] = value.Trim();
        }

        return settings;
    }
}
