namespace TriggerBridge.Polling.Requests;

/// <summary>What a source answered.</summary>
internal abstract record SourceAnswer
{
    private SourceAnswer()
    {
    }

    /// <param name="Body">As it came, unpacked.</param>
    /// <param name="Links">The values of its <c>Link</c> headers.</param>
    /// <param name="AskedAt">When it was asked, by the source's clock.</param>
    public sealed record Ok(ReadOnlyMemory<byte> Body, IReadOnlyList<string> Links, string? Tag, DateTimeOffset AskedAt) : SourceAnswer;

    /// <summary>304.</summary>
    public sealed record NotModified : SourceAnswer;

    /// <param name="Reason">In plain words, without anything of the answer or the address.</param>
    /// <param name="RetryAfter">As the source asked.</param>
    /// <param name="IsRefused">The source does not like this very request: asking for the same page again will not help.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter = null, bool IsRefused = false) : SourceAnswer
    {
        public bool IsUnauthorized { get; init; }
    }
}
