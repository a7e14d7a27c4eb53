namespace TriggerBridge.Cli;

/// <summary>What the program ends with; those past 1 are of sysexits.h.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>What was looked at has errors.</summary>
    public const int Errors = 1;

    /// <summary>EX_USAGE: the command line is not understood.</summary>
    public const int Usage = 64;

    /// <summary>EX_NOINPUT: a file or folder does not exist or cannot be read.</summary>
    public const int NoInput = 66;

    public const string Help =
        """
        Exit codes:
          0   done, and no error was found
          1   errors were found in what was looked at
          64  the command line is not understood
          66  a file or folder does not exist or cannot be read
        """;
}
