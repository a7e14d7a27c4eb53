namespace TriggerBridge.Testing;

/// <summary>Where the sources lie, found from where the tests run.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find(new(AppContext.BaseDirectory));

    /// <param name="parts">A path below the root, part by part.</param>
    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find(DirectoryInfo start)
    {
        for (var folder = start; folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "TriggerBridge.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No TriggerBridge.sln in {start.FullName} or above it.");
    }
}
