using System.Text.Json;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Tokens;

internal static class ClientFile
{
    public static ClientFileOutcome Read(string path)
    {
        try
        {
            var clients = JsonSerializer.Deserialize(File.ReadAllBytes(path), SimulatorJson.Default.RegisteredClientArray);
            return clients is { Length: > 0 }
                ? new ClientFileOutcome.Read(clients)
                : new ClientFileOutcome.Unreadable("no clients in it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ClientFileOutcome.Unreadable(exception.Message);
        }
        catch (JsonException exception)
        {
            // The message of the serializer names its own types; the place is what helps.
            return new ClientFileOutcome.Unreadable(
                $"""not an array of clients with "id" and "secret" (at {exception.Path}, line {exception.LineNumber + 1}).""");
        }
    }
}

internal abstract record ClientFileOutcome
{
    private ClientFileOutcome()
    {
    }

    public sealed record Read(IReadOnlyList<RegisteredClient> Clients) : ClientFileOutcome;

    public sealed record Unreadable(string Reason) : ClientFileOutcome;
}
