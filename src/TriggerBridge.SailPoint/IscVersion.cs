namespace TriggerBridge.SailPoint;

/// <summary>How ISC's API is versioned: as a whole (<c>v2026</c>, <c>beta</c>), or service by service (<c>v1</c>).</summary>
public static class IscVersion
{
    public const string ByService = "v1";

    /// <summary>Those that are called by this client. https://developer.sailpoint.com/docs/api/</summary>
    public static IReadOnlyList<string> All { get; } = ["beta", "v3", "v2024", "v2025", "v2026", ByService];

    /// <summary>The beginning of the paths of a service: <c>v2026/workflows</c>, or <c>workflows/v1</c>.</summary>
    internal static string Prefix(string version, string service) =>
        string.Equals(version, ByService, StringComparison.Ordinal) ? $"{service}/{ByService}" : $"{version}/{service}";
}
