using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TriggerBridge.Credentials;

/// <summary>
/// Secrets by name, read once for all callers and then kept for a while. A cached answer completes synchronously. A value that is due to be
/// read again serves on while that is done, so that a vault that hangs holds up nobody: for <see cref="SecretOptions.SecretMaxAge"/> at most.
/// </summary>
public sealed partial class SecretCache
{
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    // How long somebody waits for a newer value who could do with the last known one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ISecretSource _source;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private readonly ILogger<SecretCache> _logger;

    internal SecretCache(ISecretSource source, IOptions<SecretOptions> options, TimeProvider time, ILogger<SecretCache> logger)
    {
        _source = source;
        _maxAge = options.Value.SecretMaxAge;
        _time = time;
        _logger = logger;
    }

    /// <summary>For people: where the secrets are.</summary>
    internal string Place => _source.Place;

    public ValueTask<SecretLookup> GetAsync(string name, CancellationToken cancellationToken)
    {
        var entry = EntryOf(name);
        if (FreshIn(entry) is { } lookup)
            return new(lookup);
        if (_source.AnswersAtOnce || entry.Reading is not { Lookup: SecretLookup.Found known } reading || AgeOf(reading) >= _maxAge)
            return Wait(ReadExpired(entry), cancellationToken);

        ReadBeside(entry);
        return new(known);
    }

    /// <summary>
    /// For a secret that must not be used for long after it was changed: one that is older is read again first. Where that cannot be done, or takes
    /// longer than a person waits, its last known value serves on, for <see cref="SecretOptions.SecretMaxAge"/> at most.
    /// </summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="within">How long ago it may have been read.</param>
    /// <param name="cancellationToken">Ends the waiting, not the reading.</param>
    public async ValueTask<SecretLookup> GetAsync(string name, TimeSpan within, CancellationToken cancellationToken)
    {
        var entry = EntryOf(name);
        if (FreshIn(entry, within) is { } lookup)
            return lookup;
        var read = ReadExpired(entry, within);
        if (entry.Reading is not { Lookup: SecretLookup.Found known } reading || AgeOf(reading) >= _maxAge)
            return await Wait(read, cancellationToken);
        // Whoever waited for this read before has waited for all.
        var left = Patience - _time.GetElapsedTime(entry.ReadingSince);
        if (left <= TimeSpan.Zero && !read.IsCompleted)
            return known;
        try
        {
            return await read.WaitAsync(left > TimeSpan.Zero ? left : Patience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return known;
        }
    }

    /// <summary>
    /// For a secret that its receiver refused: reads it again, unless the cache already holds another value than <paramref name="seen"/>.
    /// At most one such read per name in 30 seconds, so that a flood of refusals cannot hammer the vault.
    /// </summary>
    public ValueTask<SecretLookup> RefreshAsync(string name, SecretValue seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var entry = EntryOf(name);
        return entry.Reading?.Lookup is SecretLookup.Found found && found.Value.SameAs(seen)
            ? Wait(ReadRefused(entry, found), cancellationToken)
            : GetAsync(name, cancellationToken);
    }

    private Entry EntryOf(string name) => _entries.GetOrAdd(name, static key => new Entry(key));

    private SecretLookup? FreshIn(Entry entry, TimeSpan? within = null) =>
        entry.Reading is { } reading && _time.GetElapsedTime(reading.At) is var age && age < reading.Lifetime && (within is not { } most || age < most) ? reading.Lookup : null;

    private TimeSpan AgeOf(Reading reading) => _time.GetElapsedTime(reading.SeenAt);

    // The read belongs to all who wait for it: a caller that gives up must not end it for the others.
    private static ValueTask<SecretLookup> Wait(Task<SecretLookup> read, CancellationToken cancellationToken) =>
        new(read.WaitAsync(cancellationToken));

    private Task<SecretLookup> ReadExpired(Entry entry, TimeSpan? within = null)
    {
        lock (entry.Gate)
        {
            return FreshIn(entry, within) is { } lookup ? Task.FromResult(lookup) : ReadOnce(entry);
        }
    }

    private void ReadBeside(Entry entry)
    {
        lock (entry.Gate)
        {
            if (FreshIn(entry) is not null || entry.InFlight is { IsCompleted: false })
                return;
            entry.ReadingSince = _time.GetTimestamp();
            entry.InFlight = Task.Run(() => ReadAsync(entry));
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
        {
            entry.ReadingSince = _time.GetTimestamp();
            entry.InFlight = ReadAsync(entry);
        }

        return entry.InFlight;
    }

    [SuppressMessage("Maintainability", "CA1508", Justification = "Where the value was found before, it is not null.")]
    private async Task<SecretLookup> ReadAsync(Entry entry)
    {
        var before = entry.Reading is { Lookup: SecretLookup.Found } reading ? reading : null;
        SecretLookup lookup;
        try
        {
            lookup = await _source.ReadAsync(entry.Name, CancellationToken.None);
        }
        catch (Exception fault) when (before is not null && AgeOf(before) < _maxAge)
        {
            // Perhaps nobody waits for it.
            LogFault(entry.Name, fault);
            lookup = new SecretLookup.Unavailable(entry.Name, "reading it met a fault of its own; the log has it");
        }

        var next = Next(before, lookup);
        entry.Reading = next;
        LogFailure(entry.Name, lookup, next.Lookup is SecretLookup.Found);
        return next.Lookup;
    }

    private Reading Next(Reading? before, SecretLookup lookup)
    {
        var now = _time.GetTimestamp();
        switch (lookup)
        {
            // The same text stays the same object: what is derived from it can be kept by reference.
            case SecretLookup.Found found when before is { Lookup: SecretLookup.Found old } && found.Value.SameAs(old.Value):
                return new Reading(old, now, _source.Lifetime, now);
            case SecretLookup.Found:
                return new Reading(lookup, now, _source.Lifetime, now);
            case SecretLookup.Unavailable when before is not null && _maxAge - AgeOf(before) is var left && left > TimeSpan.Zero:
                return before with { At = now, Lifetime = Least(RefreshInterval, _source.Lifetime, left) };
            default:
                return new Reading(lookup, now, Least(FailureLifetime, _source.Lifetime), now);
        }
    }

    private static TimeSpan Least(params ReadOnlySpan<TimeSpan> times)
    {
        var least = times[0];
        foreach (var time in times)
            least = time < least ? time : least;
        return least;
    }

    private void LogFailure(string name, SecretLookup lookup, bool keepsValue)
    {
        if (lookup is SecretLookup.Missing)
            LogMissing(name, Place);
        else if (lookup is SecretLookup.Unavailable { Reason: var reason } && keepsValue)
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Secret '{Secret}' could not be read again, the last known value stays in use")]
    private partial void LogFault(string secret, Exception fault);

    /// <param name="Lookup">What is given to callers.</param>
    /// <param name="At">When the source was last asked.</param>
    /// <param name="Lifetime">How long after that it need not be asked again.</param>
    /// <param name="SeenAt">When the source last had this value.</param>
    private sealed record Reading(SecretLookup Lookup, long At, TimeSpan Lifetime, long SeenAt);

    private sealed class Entry(string name)
    {
        private volatile Reading? _reading;

        public string Name { get; } = name;

        public Lock Gate { get; } = new();

        public Reading? Reading { get => _reading; set => _reading = value; }

        public Task<SecretLookup>? InFlight { get; set; }

        /// <summary>When <see cref="InFlight"/> began.</summary>
        public long ReadingSince { get; set; }

        public long? RefreshedAt { get; set; }
    }
}
