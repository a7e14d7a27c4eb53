namespace TriggerBridge.Webhooks.Published;

/// <summary>What senders publish to prove themselves by, such as keys and certificates: fetched once and kept.</summary>
internal interface IPublishedDocuments
{
    /// <param name="address">Whoever calls has made sure that its host is the sender's.</param>
    /// <param name="read">What is kept of its bytes; null: they are not what was expected.</param>
    /// <param name="again">It lacks what is looked for, such as a new key: it is fetched anew, at most once a minute.</param>
    /// <returns>Null where it cannot be read now, and none is kept.</returns>
    ValueTask<T?> FindAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
        where T : class;

    /// <summary>As <see cref="FindAsync"/>, of an address that no request can choose: those that requests name never keep it waiting.</summary>
    ValueTask<T?> FindConfiguredAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
        where T : class => FindAsync(address, read, again, cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, of a server that gives it only to who asks by POST.</summary>
    /// <param name="question">Whoever calls has made sure that its host is the sender's.</param>
    ValueTask<T?> AskAsync<T>(DocumentQuestion question, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : class => default;
}

/// <summary>What is sent for a document, as JSON.</summary>
/// <param name="Name">By which its answer is kept, beside the address: of one question only, and no secret.</param>
internal sealed record DocumentQuestion(Uri Address, string Name, ReadOnlyMemory<byte> Json);
