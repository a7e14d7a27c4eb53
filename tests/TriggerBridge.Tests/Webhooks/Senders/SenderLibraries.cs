using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The senders' own libraries, of one run of tools/signers/sign.mjs.</summary>
internal static class SenderLibraries
{
    /// <returns>For each request what its signer gives: headers, or what else its sender says.</returns>
    public static async Task<List<Dictionary<string, string>>> RunAsync(params JsonObject[] requests)
    {
        var start = new ProcessStartInfo("node", [RepositoryRoot.File("tools", "signers", "sign.mjs")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(new JsonArray([.. requests.Select(request => request.DeepClone())]).ToJsonString());
        node.StandardInput.Close();
        var signed = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, "node failed: " + await errors);
        return JsonSerializer.Deserialize<List<Dictionary<string, string>>>(signed)!;
    }
}
