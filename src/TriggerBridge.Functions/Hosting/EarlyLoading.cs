using System.Reflection;
using System.Runtime.CompilerServices;
using TriggerBridge.Bridges;

namespace TriggerBridge.Functions.Hosting;

/// <summary>
/// The first answer waits for the ledger's, and the way there is long: the HTTP client, OpenSSL, Azure's pipeline; and for the bridges, whose
/// files need the JSON serializer and all rules. A second core loads this while the first one still builds the container. Nothing is called and
/// nothing is kept; without it the app does the same, later.
/// </summary>
internal static class EarlyLoading
{
    public static void Begin() => ThreadPool.UnsafeQueueUserWorkItem(
        static _ =>
        {
            ReadBridge();
            CompileHeaderParser();
        },
        state: null);

    // What most bridges have. That it is a sound one, a test says.
    internal static ReadOnlySpan<byte> SampleBridge => """
        {
          "webhook": { "scheme": "github", "secret": "secret" },
          "filter": "$.action == 'removed'",
          "input": { "login.$": "$.user.login", "note": "removed by {{$.sender.login}}" },
          "workflow": { "tenant": "acme", "id": "c17bea3a-574d-453c-9e04-4365fbf5af0b", "credential": "client" }
        }
        """u8;

    private static void ReadBridge() => _ = BridgeLoader.LoadText("sample", SampleBridge, tenants: null);

    // The server's longest method, and the first that a request needs. It asks to be optimized at once, and what does is not compiled ahead:
    // https://github.com/dotnet/aspnetcore/blob/v10.0.0/src/Servers/Kestrel/Core/src/Internal/Http/HttpHeaders.Generated.cs
    private static void CompileHeaderParser()
    {
        var append = Type.GetType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpRequestHeaders, Microsoft.AspNetCore.Server.Kestrel.Core")
            ?.GetMethod("Append", BindingFlags.Instance | BindingFlags.Public, [typeof(ReadOnlySpan<byte>), typeof(ReadOnlySpan<byte>), typeof(bool)]);
        if (append is not null) RuntimeHelpers.PrepareMethod(append.MethodHandle);
    }
}
