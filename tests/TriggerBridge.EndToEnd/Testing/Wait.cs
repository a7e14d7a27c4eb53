namespace TriggerBridge.EndToEnd.Testing;

internal static class Wait
{
    /// <summary>Asks until it holds; fails after a generous time with what was last seen.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds, TimeSpan? atMost = null)
    {
        using var deadline = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(60));
        while (true)
        {
            var seen = await read();
            if (holds(seen))
                return seen;
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"It did not come to hold; last seen: {seen}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
