using System.Security.Cryptography;
using TriggerBridge.Tables;

namespace TriggerBridge.Functions.Hosting;

/// <summary>
/// The first answer waits for the ledger's, and the way there is long: the HTTP client, OpenSSL, Azure's pipeline. A second core loads them while
/// the first one still builds the container. Nothing is called and nothing is kept; without it the app does the same, later.
/// </summary>
internal static class EarlyLoading
{
    public static void Begin() => ThreadPool.UnsafeQueueUserWorkItem(
        static _ =>
        {
            // The pipeline's transport is one for the process.
            _ = new TableServiceClient("UseDevelopmentStorage=true").GetTableClient("Partitions");
            HMACSHA256.HashData([0], []);
        },
        state: null);
}
