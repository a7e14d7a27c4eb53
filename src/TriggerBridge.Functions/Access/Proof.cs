using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Operators;

namespace TriggerBridge.Functions.Access;

/// <summary>What a proof of who asks has come to.</summary>
internal abstract record Proof
{
    private Proof()
    {
    }

    public sealed record Right(Operator Operator) : Proof;

    /// <param name="Problem">For who sent it; it tells nothing of what is right.</param>
    public sealed record Wrong(string Problem) : Proof
    {
        /// <summary>Whose it was, where that is certain: a key that has expired.</summary>
        public Operator? Who { get; init; }
    }
}

/// <summary>Whether a proof is right cannot be said just now: nobody is let through.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It is thrown with what is missing, and caught at one place.")]
internal sealed class ProofUnreadableException(string message) : Exception(message);
