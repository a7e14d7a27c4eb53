using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Tests.Webhooks.Published;

/// <summary>What the app keeps of a server that publishes <c>one</c>.</summary>
internal sealed class PublishedFixture : IDisposable
{
    public static readonly Uri Address = new("https://sender.example.com/keys");

    private readonly ServiceProvider _services;

    public PublishedFixture()
    {
        _services = Services(isDevelopment: false, services => services.AddHttpClient(PublishedDocuments.Client).ConfigurePrimaryHttpMessageHandler(() => Server));
        Server.Documents[Address.AbsoluteUri] = "one"u8.ToArray();
    }

    public ManualClock Time { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public SamplePublisher Server { get; } = new();

    public IPublishedDocuments Documents => _services.GetRequiredService<IPublishedDocuments>();

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public Task<string?> FindAsync(bool again = false) => Documents.FindAsync(Address, Text, again, default).AsTask()!;

    public Task<string?> FindAsync(string address) => Documents.FindAsync(new Uri(address), Text, again: false, default).AsTask()!;

    /// <summary>The same with real servers.</summary>
    public ServiceProvider Services(bool isDevelopment, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Logs)).AddSingleton<TimeProvider>(Time).AddPublishedDocuments(isDevelopment);
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    public void Dispose()
    {
        _services.Dispose();
        Server.Dispose();
        Logs.Dispose();
    }
}
