using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Jint;

namespace TriggerBridge.Mapping.Code;

/// <summary>
/// What one run of code may cost. The engine asks between statements and within its longer built-in functions; those that make much of little
/// say beforehand what they will make (<see cref="Charge"/>), for nothing stops them in the middle.
/// </summary>
internal sealed class ScriptBudget : Constraint
{
    /// <summary>Of the processor.</summary>
    public const int Milliseconds = 50;

    public const int Megabytes = 16;

    /// <summary>Functions within functions.</summary>
    public const int Depth = 64;

    /// <summary>Items of one array.</summary>
    public const int MostItems = 100_000;

    // Of all texts that built-in functions make.
    private const int MostCharacters = 4_000_000;

    // However busy the machine is.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(Milliseconds);
    private static readonly string TooLong = string.Create(CultureInfo.InvariantCulture, $"it takes more than {Milliseconds} ms");
    private static readonly string TooMuchText = string.Create(CultureInfo.InvariantCulture, $"it makes texts of more than {MostCharacters:N0} characters");

    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan _before = ThreadTime.Now;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _nextLook;
    private double _left = MostCharacters;

    public static TimeSpan RegexTimeout => Most;

    // It reads clocks only: to ask less often is to notice later.
    public override bool IsAmortizable => true;

    /// <exception cref="ScriptStoppedException">Nothing is left.</exception>
    public override void Check()
    {
        var passed = TimeProvider.System.GetElapsedTime(_began);
        if (passed.Ticks < _nextLook) return;
        // The processor has given no more than has passed: before that, nobody needs to ask for it.
        var used = Environment.CurrentManagedThreadId == _thread && passed < Longest ? ThreadTime.Now - _before : passed;
        if (used >= Most) throw new ScriptStoppedException(TooLong) { IsTime = true };
        _nextLook = (passed + (Most - used)).Ticks;
    }

    /// <summary>Before a text of so many characters is made.</summary>
    /// <exception cref="ScriptStoppedException">Nothing is left.</exception>
    public void Charge(double characters)
    {
        if (characters > 0) _left -= characters;
        if (_left < 0) throw new ScriptStoppedException(TooMuchText);
        Check();
    }

    // The engine does so whenever it is entered; one run is all of it.
    public override void Reset()
    {
    }
}

/// <summary>A limit ends a run; code cannot catch it.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Without its reason nobody could act on it.")]
[SuppressMessage("Design", "CA1064", Justification = "It does not leave the run.")]
internal sealed class ScriptStoppedException(string reason) : Exception(reason)
{
    /// <summary>On a machine that has just begun to run code, a second try may be quick enough.</summary>
    public bool IsTime { get; init; }
}
