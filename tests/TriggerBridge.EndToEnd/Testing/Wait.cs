using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>Waits by a sign. The limits matter only where something is broken: a busy machine never reaches them.</summary>
internal static class Wait
{
    private const int MostShown = 10_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(Long.IsOn ? 30 : 10);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    /// <summary>Asks until it holds; fails after minutes with what was awaited and last seen.</summary>
    public static async Task<T> UntilAsync<T>(
        Func<Task<T>> read,
        Func<T, bool> holds,
        [CallerArgumentExpression(nameof(read))] string asked = "",
        [CallerArgumentExpression(nameof(holds))] string awaited = "")
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await read();
            if (holds(seen))
                return seen;
            var waited = TimeProvider.System.GetElapsedTime(started);
            if (waited > Limit)
                throw new TimeoutException($"Within {Limit}, {asked} never held {awaited}. Last seen: {Describe(seen)}");
            // Whoever waits for a lease leaves the machine to those who work: to ask is often to read the whole ledger.
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 20, LeastPause.Ticks, MostPause.Ticks)), TimeProvider.System);
        }
    }

    private static string Describe<T>(T seen)
    {
        var text = seen as string ?? JsonSerializer.Serialize(seen);
        return text.Length <= MostShown ? text : text[..MostShown] + "…";
    }
}
