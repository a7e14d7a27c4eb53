namespace TriggerBridge.Webhooks;

/// <summary>How a sender writes events.</summary>
internal enum BodyFormat
{
    /// <summary>JSON, or the fields of a form.</summary>
    Usual,

    /// <summary>As <see cref="Usual"/>, or with the event's attributes in headers.</summary>
    CloudEvents,

    /// <summary>As <see cref="Usual"/>, or XML.</summary>
    UsualOrXml,

    /// <summary>Salesforce's outbound messages.</summary>
    Soap,
}
