using System.Net.Sockets;

namespace TriggerBridge.Benchmarks.Measures;

/// <summary>Tells how much a process has allocated so far. A thread of its own answers, which does nothing until it is asked.</summary>
internal static class AllocationHook
{
    /// <summary>The environment variable that the runtime reads.</summary>
    public const string Variable = "DOTNET_STARTUP_HOOKS";

    /// <summary>Its value.</summary>
    public static string Path => typeof(StartupHook).Assembly.Location;

    /// <summary>In the process that is measured.</summary>
    public static void Start()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(EndPointOf(Environment.ProcessId));
        listener.Listen();
        new Thread(() => Answer(listener)) { IsBackground = true }.Start();
    }

    /// <summary>Asks a process.</summary>
    /// <returns>All that its threads have allocated on the heap since it began.</returns>
    public static long Ask(int processId)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(EndPointOf(processId));
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        for (var length = 0; length < bytes.Length;)
            length += socket.Receive(bytes[length..]) is var read and > 0 ? read : throw new InvalidOperationException($"Process {processId} does not tell what it has allocated.");
        return BitConverter.ToInt64(bytes);
    }

    private static void Answer(Socket listener)
    {
        while (true)
        {
            using var asker = listener.Accept();
            asker.Send(BitConverter.GetBytes(GC.GetTotalAllocatedBytes(precise: true)));
        }
    }

    // In Linux's abstract namespace: it leaves no file behind.
    private static UnixDomainSocketEndPoint EndPointOf(int processId) => new($"\0triggerbridge-benchmark-{processId}");
}
