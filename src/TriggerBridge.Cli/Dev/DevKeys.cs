using System.Threading.Channels;

namespace TriggerBridge.Cli.Dev;

/// <summary>The keys that are pressed, if somebody sits there.</summary>
internal sealed class DevKeys
{
    public const char Quit = 'q';

    private const char ControlC = (char)3;

    private readonly Channel<char> _pressed = Channel.CreateUnbounded<char>();

    /// <summary>Listens from now on. A thread of its own: reading a key occupies it.</summary>
    public void Listen()
    {
        // Otherwise it would go to all programs of this terminal at once, and the ledger would end before the app has written to it.
        Console.TreatControlCAsInput = true;
        new Thread(Read) { IsBackground = true, Name = "keys" }.Start();
    }

    public bool TryTake(out char key) => _pressed.Reader.TryRead(out key);

    private void Read()
    {
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true).KeyChar;
                _pressed.Writer.TryWrite(key == ControlC ? Quit : char.ToLowerInvariant(key));
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException)
        {
            // The terminal is gone.
            _pressed.Writer.TryWrite(Quit);
        }
    }
}
