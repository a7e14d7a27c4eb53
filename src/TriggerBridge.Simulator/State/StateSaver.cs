using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Simulator.State;

/// <summary>Saves the state every second and at the end.</summary>
internal sealed partial class StateSaver(StateFile file, TimeProvider time, ILogger<StateSaver> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What is under way ends before: requests are answered by then.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Save();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken);
            Save();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A full disk must not end the tenant; the next second tries again.")]
    private void Save()
    {
        try
        {
            file.Write();
        }
        catch (Exception fault)
        {
            LogNotSaved(fault.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The state could not be saved: {Problem}")]
    private partial void LogNotSaved(string problem);
}
