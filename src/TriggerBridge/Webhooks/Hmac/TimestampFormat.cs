namespace TriggerBridge.Webhooks.Hmac;

/// <summary>How a sender writes the time of sending.</summary>
internal enum TimestampFormat
{
    UnixSeconds,
    UnixMilliseconds,
    Iso8601,
}
