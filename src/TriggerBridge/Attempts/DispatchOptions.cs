using Microsoft.Extensions.Options;

namespace TriggerBridge.Attempts;

/// <summary>How long things may take; section <c>TriggerBridge</c>.</summary>
public sealed class DispatchOptions
{
    /// <summary>How long a sender waits for ISC at the most, before it is answered with what stands in the ledger. Zero: record only.</summary>
    public TimeSpan DispatchBudget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one call of execute-external may take.</summary>
    public TimeSpan ExecuteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long calls under way may take once the app is asked to stop. The Functions host ends its worker after five seconds.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a claim holds: a call, and time to obtain a token before it and to record its outcome after it.</summary>
    public TimeSpan Lease => ExecuteTimeout + TimeSpan.FromSeconds(45);
}

internal sealed class DispatchOptionsValidator : IValidateOptions<DispatchOptions>
{
    public ValidateOptionsResult Validate(string? name, DispatchOptions options)
    {
        var problems = new List<string>();
        if (options.DispatchBudget < TimeSpan.Zero || options.DispatchBudget > TimeSpan.FromSeconds(30))
            problems.Add("TriggerBridge__DispatchBudget must lie between 00:00:00 and 00:00:30.");
        if (options.ExecuteTimeout < TimeSpan.FromSeconds(1) || options.ExecuteTimeout > TimeSpan.FromMinutes(2))
            problems.Add("TriggerBridge__ExecuteTimeout must lie between 00:00:01 and 00:02:00.");
        if (options.StopGrace < TimeSpan.Zero || options.StopGrace > TimeSpan.FromSeconds(25))
            problems.Add("TriggerBridge__StopGrace must lie between 00:00:00 and 00:00:25.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
