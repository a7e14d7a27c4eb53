using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Jint.Runtime;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Mapping.Code;

/// <summary>Time as code sees it: it stands still at when the event was received, in UTC, so that a retry or a replay gives the same.</summary>
internal sealed class ScriptClock(DateTimeOffset now) : ITimeSystem
{
    private readonly DefaultTimeSystem _texts = new(TimeZoneInfo.Utc, CultureInfo.InvariantCulture);

    public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset GetUtcNow() => now.ToUniversalTime();

    public bool TryParse(string date, out long epochMilliseconds) => _texts.TryParse(date, out epochMilliseconds);

    public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;
}

/// <summary>Numbers that look random and are the same for the same delivery.</summary>
internal static class ScriptRandom
{
    /// <param name="context">Null: there is no event.</param>
    public static Func<double> Of(EventContext? context)
    {
        ulong? state = null;
        return () =>
        {
            // SplitMix64, which any state is good for.
            var mixed = (state = (state ?? SeedOf(context)) + 0x9E3779B97F4A7C15).Value;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
        };
    }

    private static ulong SeedOf(EventContext? context) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{context?.DeliveryId} {context?.ReceivedAt.UtcTicks}")));
}
