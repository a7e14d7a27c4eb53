using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Functions;

/// <summary>The app must end, and a person must act first.</summary>
/// <param name="cause">In a few words, such as <c>settings are wrong</c>.</param>
/// <param name="problems">A line each, with what to do.</param>
[SuppressMessage("Design", "CA1032", Justification = "Without its problems nobody could fix it.")]
[SuppressMessage("Design", "CA1064", Justification = "Thrown and caught in this assembly.")]
internal sealed class CannotStartException(string cause, IReadOnlyList<string> problems) : Exception(cause)
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
