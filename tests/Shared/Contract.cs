namespace TriggerBridge.Testing;

/// <summary>
/// Material that the project is held to and does not own: <c>shared/contract</c> beside the repository, or where
/// <c>TRIGGERBRIDGE_CONTRACT</c> says.
/// </summary>
internal static class Contract
{
    private const string Setting = "TRIGGERBRIDGE_CONTRACT";

    private static string Folder { get; } =
        Environment.GetEnvironmentVariable(Setting) ?? Path.Combine(RepositoryRoot.Path, "..", "shared", "contract");

    /// <summary>Why tests that need a file are skipped; null where it is there.</summary>
    public static string? WhyMissing(string file) =>
        System.IO.File.Exists(File(file)) ? null : $"there is no {file} in ../shared/contract: put it there, or set {Setting}";

    public static string File(string file) => Path.Combine(Folder, file);
}
