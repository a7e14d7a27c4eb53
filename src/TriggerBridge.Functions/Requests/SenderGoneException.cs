using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Functions.Requests;

/// <summary>The connection ended in the midst of a request: nobody is left to answer, and nothing was received.</summary>
[SuppressMessage("Design", "CA1032", Justification = "There is always a fault that told it.")]
[SuppressMessage("Design", "CA1064", Justification = "Thrown and caught in this assembly.")]
internal sealed class SenderGoneException(Exception fault) : OperationCanceledException("The sender hung up in the midst of its request.", fault);
