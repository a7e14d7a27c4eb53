using System.Globalization;

namespace TriggerBridge.Simulator.Json;

/// <summary>Times in documents, as ISC writes those of workflows: UTC with three decimals.</summary>
internal static class DocumentTime
{
    public static string NowText(this TimeProvider clock) => clock.GetUtcNow().ToText();

    public static string ToText(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
