using System.Runtime.CompilerServices;
using System.Text.Json;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Apps;

/// <summary>Asks an app for its latest deliveries again and again: often while there is news, less often while there is none.</summary>
/// <param name="tellAsync">Told when the app does not answer, and when it does again.</param>
internal sealed class DeliveryWatch(AppApi api, IReadOnlyList<(string Name, string? Value)> query, Func<string, Task> tellAsync)
{
    private const int Page = 200;

    // Of a rush, the newest; its older ones are in the list.
    private const int MostPages = 10;

    private const int MostKnown = 20_000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(30);

    private readonly Dictionary<(string Bridge, string Id), DateTimeOffset> _known = [];
    private bool _isDown;

    /// <summary>Those that are there already, at most so many; and then each that is new or has changed, in the order of their changes.</summary>
    /// <exception cref="CliException">The app refuses, or does not answer the first time.</exception>
    public async IAsyncEnumerable<JsonElement> RunAsync(int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in (await LookAsync(isFirst: true, cancellationToken)).TakeLast(last)) yield return item;
        var pause = Soon;
        while (true)
        {
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
            var news = await TryLookAsync(cancellationToken);
            pause = news switch
            {
                null => Shorter(pause * 2, Trouble),
                { Count: > 0 } => Soon,
                _ => Shorter(pause * 1.5, Quiet),
            };
            foreach (var item in news ?? []) yield return item;
        }
    }

    private async Task<IReadOnlyList<JsonElement>?> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var news = await LookAsync(isFirst: false, cancellationToken);
            if (_isDown) await tellAsync($"The app at {api.App} answers again.");
            _isDown = false;
            return news;
        }
        catch (CliException fault) when (fault.ExitCode == ExitCode.Unavailable)
        {
            if (!_isDown) await tellAsync($"{fault.Message} It is asked again.");
            _isDown = true;
            return null;
        }
    }

    private async Task<IReadOnlyList<JsonElement>> LookAsync(bool isFirst, CancellationToken cancellationToken)
    {
        var (news, pages) = (new List<(DateTimeOffset At, JsonElement Item)>(), 0);
        await foreach (var page in api.ReadPagesAsync("deliveries", [.. query, ("take", AppLists.Text(Page))], "its deliveries", cancellationToken))
        {
            var hasKnown = false;
            foreach (var json in page.Items)
            {
                var item = json.Deserialize(AppJson.Default.DeliveryItem)!;
                var key = (item.Bridge, item.DeliveryId);
                var isKnown = _known.TryGetValue(key, out var seen);
                hasKnown |= isKnown;
                if (isKnown && seen == item.UpdatedAt) continue;
                _known[key] = item.UpdatedAt;
                news.Add((item.UpdatedAt, json));
            }

            if (isFirst || hasKnown || ++pages == MostPages) break;
        }

        Forget();
        return [.. news.OrderBy(each => each.At).Select(each => each.Item)];
    }

    // A program that runs for weeks keeps what may still change.
    private void Forget()
    {
        if (_known.Count <= MostKnown) return;
        foreach (var (key, _) in _known.OrderBy(each => each.Value).Take(_known.Count / 2).ToList()) _known.Remove(key);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
