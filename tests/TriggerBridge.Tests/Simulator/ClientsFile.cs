namespace TriggerBridge.Tests.Simulator;

internal sealed class ClientsFile : IDisposable
{
    public ClientsFile(string json) => File.WriteAllText(Path, json);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"clients-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(Path);
}
