namespace TriggerBridge.Cli.Output;

/// <summary>What the program ends with; those past 1 are of sysexits.h.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>What was looked at has errors.</summary>
    public const int Errors = 1;

    /// <summary>EX_USAGE: the command line is not understood.</summary>
    public const int Usage = 64;

    /// <summary>EX_NOINPUT: a file or folder does not exist, or cannot be read or written.</summary>
    public const int NoInput = 66;

    /// <summary>EX_UNAVAILABLE: ISC, the app or the place of its bridges did not answer, or ISC asks to try again later.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_NOPERM: the credential or the identity is refused, or may not do this.</summary>
    public const int NoPermission = 77;

    /// <summary>EX_CONFIG: a setting is missing or wrong.</summary>
    public const int Configuration = 78;

    public const string Help =
        """
        Exit codes:
          0   done, and no error was found
          1   errors were found in what was looked at, or ISC or the app refused
          64  the command line is not understood
          66  a file or folder does not exist, or cannot be read or written
          69  ISC, the app or the place of its bridges did not answer, or ISC asks to try again later
          77  the credential or the identity is refused, or may not do this
          78  a setting is missing or wrong
        """;
}
