using System.Xml;
using TriggerBridge.Bridges;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>How ISC waits for a bridge's answers, in the words of its subscriptions.</summary>
internal static class ResponseType
{
    /// <summary>ISC demands one for events that nobody answers, too.</summary>
    public static string Of(Responder? respond) => (respond?.Mode ?? RespondMode.Sync).ToString().ToUpperInvariant();

    /// <returns>Null where no answer comes later.</returns>
    public static string? DeadlineOf(Responder? respond) => respond is { Mode: not RespondMode.Sync } later ? XmlConvert.ToString(later.ResponseDeadline) : null;

    /// <summary>PT60M is PT1H.</summary>
    public static bool IsSameDeadline(string? one, string other)
    {
        try
        {
            return one is not null && XmlConvert.ToTimeSpan(one) == XmlConvert.ToTimeSpan(other);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
