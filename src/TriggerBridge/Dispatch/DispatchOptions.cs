using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TriggerBridge.Dispatch;

/// <summary>How long things may take; section <c>TriggerBridge</c>.</summary>
public sealed class DispatchOptions
{
    /// <summary>How long a sender waits for ISC at the most, before it is answered with what stands in the ledger. Zero: record only.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan DispatchBudget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one call of execute-external may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan ExecuteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a claim holds: a call, and time to obtain a token before it and to record its outcome after it.</summary>
    public TimeSpan Lease => ExecuteTimeout + TimeSpan.FromSeconds(45);
}

[OptionsValidator]
internal sealed partial class DispatchOptionsValidator : IValidateOptions<DispatchOptions>;
