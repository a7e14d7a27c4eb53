namespace TriggerBridge.LocalHost;

/// <summary>Ends the app with its standard input: whoever started it is gone, or says so.</summary>
internal sealed class EndOfInput(IHostApplicationLifetime lifetime) : BackgroundService
{
    // Reading a pipe occupies a thread until it ends.
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    private void Read()
    {
        using var input = Console.OpenStandardInput();
        var nothing = new byte[256];
        while (input.Read(nothing) > 0)
        {
            // Whatever it says.
        }

        lifetime.StopApplication();
    }
}
