using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.Credentials;

/// <summary>Secrets by name, read once for all callers and then kept for a while. A cached answer completes synchronously.</summary>
public sealed partial class SecretCache
{
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ISecretSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger<SecretCache> _logger;

    internal SecretCache(ISecretSource source, TimeProvider time, ILogger<SecretCache> logger)
    {
        _source = source;
        _time = time;
        _logger = logger;
    }

    /// <summary>For people: where the secrets are.</summary>
    internal string Place => _source.Place;

    public ValueTask<SecretLookup> GetAsync(string name, CancellationToken cancellationToken)
    {
        var entry = EntryOf(name);
        return FreshIn(entry) is { } lookup ? new(lookup) : Wait(ReadExpired(entry), cancellationToken);
    }

    /// <summary>
    /// For a secret that its receiver refused: reads it again, unless the cache already holds another value than <paramref name="seen"/>.
    /// At most one such read per name in 30 seconds, so that a flood of refusals cannot hammer the vault.
    /// </summary>
    public ValueTask<SecretLookup> RefreshAsync(string name, SecretValue seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var entry = EntryOf(name);
        return FreshIn(entry) is SecretLookup.Found found && found.Value.SameAs(seen)
            ? Wait(ReadRefused(entry, found), cancellationToken)
            : GetAsync(name, cancellationToken);
    }

    private Entry EntryOf(string name) => _entries.GetOrAdd(name, static key => new Entry(key));

    private SecretLookup? FreshIn(Entry entry) =>
        entry.Reading is { } reading && _time.GetElapsedTime(reading.At) < reading.Lifetime ? reading.Lookup : null;

    // The read belongs to all who wait for it: a caller that gives up must not end it for the others.
    private static ValueTask<SecretLookup> Wait(Task<SecretLookup> read, CancellationToken cancellationToken) =>
        new(read.WaitAsync(cancellationToken));

    private Task<SecretLookup> ReadExpired(Entry entry)
    {
        lock (entry.Gate)
        {
            return FreshIn(entry) is { } lookup ? Task.FromResult(lookup) : ReadOnce(entry);
        }
    }

    private Task<SecretLookup> ReadRefused(Entry entry, SecretLookup.Found refused)
    {
        lock (entry.Gate)
        {
            if (entry.Reading?.Lookup is { } current && current != refused)
                return Task.FromResult(current);
            if (entry.InFlight is not { IsCompleted: false })
            {
                if (entry.RefreshedAt is { } last && _time.GetElapsedTime(last) < RefreshInterval)
                    return Task.FromResult<SecretLookup>(refused);
                entry.RefreshedAt = _time.GetTimestamp();
            }

            return ReadOnce(entry);
        }
    }

    private Task<SecretLookup> ReadOnce(Entry entry)
    {
        if (entry.InFlight is not { IsCompleted: false })
            entry.InFlight = ReadAsync(entry);
        return entry.InFlight;
    }

    private async Task<SecretLookup> ReadAsync(Entry entry)
    {
        var before = entry.Reading?.Lookup as SecretLookup.Found;
        var lookup = await _source.ReadAsync(entry.Name, CancellationToken.None);
        var (kept, lifetime) = (lookup, before) switch
        {
            // The same text stays the same object: what is derived from it can be kept by reference.
            (SecretLookup.Found found, { } old) when found.Value.SameAs(old.Value) => (old, _source.Lifetime),
            (SecretLookup.Found, _) => (lookup, _source.Lifetime),
            (SecretLookup.Unavailable, { } old) => (old, RefreshInterval),
            _ => (lookup, FailureLifetime),
        };

        entry.Reading = new Reading(kept, _time.GetTimestamp(), lifetime < _source.Lifetime ? lifetime : _source.Lifetime);
        LogFailure(entry.Name, lookup, before is not null);
        return kept;
    }

    private void LogFailure(string name, SecretLookup lookup, bool hadValue)
    {
        if (lookup is SecretLookup.Missing)
            LogMissing(name, Place);
        else if (lookup is SecretLookup.Unavailable { Reason: var reason } && hadValue)
            LogKept(name, reason);
        else if (lookup is SecretLookup.Unavailable unavailable)
            LogUnavailable(name, unavailable.Reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no secret named '{Secret}' in {Place}: store it there; no restart is needed.")]
    private partial void LogMissing(string secret, string place);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secret '{Secret}' cannot be read: {Reason}")]
    private partial void LogUnavailable(string secret, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secret '{Secret}' cannot be read again, the last known value stays in use: {Reason}")]
    private partial void LogKept(string secret, string reason);

    private sealed record Reading(SecretLookup Lookup, long At, TimeSpan Lifetime);

    private sealed class Entry(string name)
    {
        private volatile Reading? _reading;

        public string Name { get; } = name;

        public Lock Gate { get; } = new();

        public Reading? Reading { get => _reading; set => _reading = value; }

        public Task<SecretLookup>? InFlight { get; set; }

        public long? RefreshedAt { get; set; }
    }
}
