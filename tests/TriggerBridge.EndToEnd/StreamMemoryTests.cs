using System.Globalization;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.EndToEnd;

/// <summary>A list as lines takes no more memory where there is more of it.</summary>
[Collection(Undisturbed.Name)]
public sealed class StreamMemoryTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_list_of_any_length_is_streamed_in_less_than_200_megabytes()
    {
        const long mostKilobytes = 200_000_000 / 1024;
        var rows = Long.IsOn ? 1_000_000 : 50_000;
        await using var tables = await LargeTable.StartAsync(rows);
        using var folder = new BridgeFolder();
        await using var tenant = await Simulator.StartAsync();
        await using var app = await BridgeApp.StartAsync(folder, tables.ConnectionString, tenant.Url);

        var lines = 0;
        string? last = null;
        await using (var stream = await app.StreamAsync("/api/deliveries"))
        using (var reader = new StreamReader(stream))
        {
            for (; await reader.ReadLineAsync() is { } line; lines++) last = line;
        }

        Assert.Equal(rows, lines);
        Assert.Equal((rows - 1).ToString("x32", CultureInfo.InvariantCulture), JsonElement.Parse(last!).GetProperty("deliveryId").GetString());
        if (!OperatingSystem.IsLinux()) return;
        var peak = ProcessMemory.PeakKilobytes(app.Process.Id);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} deliveries; the app had {peak / 1024} MiB at most"));
        Assert.InRange(peak, 0, mostKilobytes);
    }
}
