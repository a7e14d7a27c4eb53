using System.Net;
using TriggerBridge.Http;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Which addresses a poll may name: https, and nothing in a private network unless the file allows the host by name.</summary>
internal sealed class AddressRule(bool isDevelopment, IReadOnlySet<string> allowed, ICollection<DocumentProblem> problems)
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null for an address that cannot be used, which is reported.</returns>
    public Uri? Compile(string text, string at)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.UserInfo.Length > 0 || url.Fragment.Length > 0 || url.Query.Length > 0)
        {
            problems.Add(new(at, "expected an address such as https://api.example.com/v1/users: its query goes into query, its credentials into auth"));
            return null;
        }

        _hosts.Add(url.Host);
        var isLocal = IsLoopback(url);
        if (url.Scheme != Uri.UriSchemeHttps && !(isDevelopment && isLocal && url.Scheme == Uri.UriSchemeHttp))
        {
            problems.Add(new(at, isLocal ? "expected https; http to this machine is for Development" : "expected https: anything else shows the credentials to the network"));
            return null;
        }

        if (!allowed.Contains(url.Host) && (isLocal || (IPAddress.TryParse(url.IdnHost, out var address) && !NetworkReach.IsPublic(address))))
            problems.Add(new(at, $"{url.Host} stands in a private network: if that is meant, name it in $.poll.request.allowHosts"));
        return url;
    }

    /// <summary>A host that is allowed and never called is a mistake.</summary>
    public void CheckUse(string at)
    {
        foreach (var host in allowed.Where(host => !_hosts.Contains(host)).Order(StringComparer.Ordinal))
            problems.Add(new(at, $"'{host}' is not a host of this file's addresses: leave it out"));
    }

    private static bool IsLoopback(Uri url) =>
        url.IsLoopback || url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
