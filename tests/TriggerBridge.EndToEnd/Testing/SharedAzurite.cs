using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>One Azurite for all tests that do not stop it. It ends when this process does: its standard input closes then.</summary>
internal static class SharedAzurite
{
    private static readonly Lazy<Task<AzuriteProcess>> One = new(() => AzuriteProcess.StartAsync());

    /// <returns>The connection string of an account without tables.</returns>
    public static async Task<string> TakeAccountAsync() => (await One.Value).TakeAccount();
}
