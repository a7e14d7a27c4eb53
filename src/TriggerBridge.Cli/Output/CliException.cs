using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Cli.Output;

/// <summary>Ends a command: one line for the person, and the exit code.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Without a message and an exit code it says nothing.")]
internal sealed class CliException(string message, int exitCode, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode => exitCode;
}
