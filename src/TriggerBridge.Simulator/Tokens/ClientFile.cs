using System.Text.Json;
using TriggerBridge.Simulator.Configuration;

namespace TriggerBridge.Simulator.Tokens;

internal static class ClientFile
{
    public static ClientFileOutcome Read(string path)
    {
        try
        {
            var clients = JsonSerializer.Deserialize(File.ReadAllBytes(path), TokenJson.Instance.RegisteredClientArray);
            if (clients is null or [] || clients.Contains(null))
                return new ClientFileOutcome.Unreadable("an array of clients is expected.");
            return clients.Select(client => client.Id).Distinct(StringComparer.Ordinal).Count() == clients.Length
                ? new ClientFileOutcome.Read(clients)
                : new ClientFileOutcome.Unreadable("an id stands in it twice.");
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
