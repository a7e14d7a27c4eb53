using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Health;

namespace TriggerBridge.Functions.Hosting;

/// <summary>
/// Asks for all secrets once, soon after the start. A vault that refuses them ends the app, for nothing but a person helps; whatever may
/// pass by itself is in the log, and the app goes on. Refusals later in its life do not end it.
/// </summary>
internal sealed partial class FirstLook(SecretRollCall secrets, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<FirstLook> logger)
{
    // The first answers need the processor: it takes a while to load the way to the vault.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="CannotStartException">The vault refuses. The app is stopping: requests that are being answered are finished.</exception>
    public async Task RunAsync()
    {
        var refusals = await LookAsync(lifetime.ApplicationStopping);
        if (refusals.Count == 0)
            return;

        lifetime.StopApplication();
        throw new CannotStartException("the vault refuses its secrets", refusals);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The edge: whatever fails here fails again, and is answered, when the secret is needed.")]
    private async Task<IReadOnlyList<string>> LookAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Pause, time, stopping);
            return await secrets.RunAsync(stopping);
        }
        catch (Exception fault)
        {
            if (!stopping.IsCancellationRequested)
                LogFailed(fault);
            return [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "The first look at the secrets failed; each is read again when it is needed")]
    private partial void LogFailed(Exception fault);
}
