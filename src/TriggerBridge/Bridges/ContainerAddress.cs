namespace TriggerBridge.Bridges;

/// <summary>The address of a blob container with bridges, such as <c>https://account.blob.core.windows.net/bridges</c>.</summary>
/// <param name="AzuriteAccount">It is on this machine, by http: Azurite, with this account, whose key everybody knows. Null: it is in Azure.</param>
internal sealed record ContainerAddress(Uri Uri, string? AzuriteAccount)
{
    private const string Example = "https://account.blob.core.windows.net/bridges";

    /// <summary>Whether a text is meant as an address; any other is a folder's path.</summary>
    public static bool IsMeant(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <param name="allowsAzurite">Whether it may be on this machine, by http.</param>
    /// <param name="problem">What is wrong with it; it does not repeat the address, which may hold a token.</param>
    /// <returns>Null where something is wrong.</returns>
    public static ContainerAddress? TryParse(string text, bool allowsAzurite, out string problem)
    {
        problem = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            problem = $"is no address: write it as {Example}";
        else if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            problem = $"holds more than an account and a container: write it as {Example}, without a token, for it is read with the identity of whoever reads it";
        else if (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback)
            problem = $"must begin with https://: write it as {Example}";
        else if (uri.Scheme != Uri.UriSchemeHttps && !allowsAzurite)
            problem = $"begins with http://, which only Development takes, for Azurite: write it as {Example}";
        else
            return TryParse(uri, uri.AbsolutePath.Trim('/').Split('/'), out problem);
        return null;
    }

    public override string ToString() => Uri.AbsoluteUri;

    private static ContainerAddress? TryParse(Uri uri, string[] path, out string problem)
    {
        var isAzurite = uri.Scheme != Uri.UriSchemeHttps;
        problem = (isAzurite, path) switch
        {
            (false, [""]) => $"names no container: write it as {Example}",
            (false, not [_]) => $"holds more than an account and a container: write it as {Example}",
            (true, not [_, _]) => "names no account and container: Azurite's is such as http://127.0.0.1:10000/devstoreaccount1/bridges",
            (_, [.., var container]) when container.Length is < 3 or > 63 || !IsContainerName(container) => $"'{container}' cannot be a container: its name has 3 to 63 of a-z, 0-9 and single hyphens",
            _ => "",
        };
        return problem.Length == 0 ? new ContainerAddress(new Uri(uri.AbsoluteUri.TrimEnd('/')), isAzurite ? path[0] : null) : null;
    }

    // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    private static bool IsContainerName(string name) => name.Split('-').All(part => part.Length > 0 && part.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character)));
}
