using System.Globalization;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api;

namespace TriggerBridge.Cli.Isc;

/// <summary>What a person can do about a refusal of ISC.</summary>
internal static class Remedy
{
    public static CliException Of(IscException fault, string credential) => fault switch
    {
        { IsTokenRefused: true, Status: 400 or 401 } => new(
            $"ISC refused the credential '{credential}': check the id and the secret of its client ({fault.Message})", ExitCode.NoPermission, fault),
        { Status: 401 } => new($"{fault.Message}: check the credential '{credential}'", ExitCode.NoPermission, fault),
        { Status: 403, Operation: { Scope.Length: > 0 } operation } => new(
            $"{fault.Message}: the credential '{credential}' needs the scope {operation.Scope}", ExitCode.NoPermission, fault),
        { Status: 404 } => new($"{fault.Message}: check the id; the list command shows those that there are", ExitCode.Errors, fault),
        { RetryAfter: { } wait } when fault.IsRateLimited || fault.IsOutOfService => new(
            string.Create(CultureInfo.InvariantCulture, $"{fault.Message}: try again in {Math.Ceiling(wait.TotalSeconds)} seconds"), ExitCode.Unavailable, fault),
        { Status: null or >= 500 } or { IsRateLimited: true } => new($"{fault.Message}: try again later, and check the tenant's BaseUrl", ExitCode.Unavailable, fault),
        _ => new(fault.Message, ExitCode.Errors, fault),
    };
}
