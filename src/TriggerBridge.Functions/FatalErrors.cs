using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Functions;

/// <summary>
/// Turns what ends the app into a message for a person and an exit code. Never 0: the Functions host does not restart a worker
/// that ended well, and every later request would hang.
/// </summary>
internal static class FatalErrors
{
    private const int Failed = 1;

    /// <summary>EX_CONFIG of sysexits.h: starting again will not help.</summary>
    private const int Misconfigured = 78;

    [SuppressMessage("Design", "CA1031", Justification = "The edge: whatever ends the app becomes an exit code.")]
    public static async Task<int> GuardAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception fault) when (WrongSettings(fault) is { Count: > 0 } problems)
        {
            return await EndAsync(Misconfigured, "TriggerBridge cannot start, settings are missing or wrong:", problems);
        }
        catch (InvalidOperationException fault) when (UnreadableSetting.Describe(fault) is { } problem)
        {
            return await EndAsync(Misconfigured, "TriggerBridge cannot start, settings are missing or wrong:", [problem]);
        }
        catch (BridgesFolderException fault)
        {
            return await EndAsync(Misconfigured, "TriggerBridge cannot start, its bridges cannot be read:", [fault.Message]);
        }
        catch (CannotStartException fault)
        {
            return await EndAsync(Misconfigured, $"TriggerBridge cannot start, {fault.Message}:", fault.Problems);
        }
        catch (Exception fault)
        {
            return await EndAsync(Failed, "TriggerBridge ended:", [fault.ToString()]);
        }
    }

    // One set of options throws its own exception, several throw one of exceptions.
    private static List<string> WrongSettings(Exception fault) => fault switch
    {
        OptionsValidationException one => [.. one.Failures],
        AggregateException several when several.InnerExceptions.All(each => each is OptionsValidationException) =>
            [.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(each => each.Failures)],
        _ => [],
    };

    private static async Task<int> EndAsync(int exitCode, string title, IEnumerable<string> lines)
    {
        await Console.Error.WriteLineAsync(title);
        foreach (var line in lines)
            await Console.Error.WriteLineAsync("  " + line);
        return exitCode;
    }
}
