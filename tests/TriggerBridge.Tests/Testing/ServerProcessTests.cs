using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Testing;

/// <summary>The tests' own servers: what the kill tests rely on.</summary>
public sealed class ServerProcessTests
{
    [Fact]
    public async Task Server_that_ends_at_once_fails_with_what_it_printed()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(
            new ProcessStartInfo("node", ["-e", "console.error('no such option'); process.exit(3)"]), (_, _) => Task.FromResult(false)));

        Assert.Contains("no such option", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_does_not_exist_fails_with_its_name_and_why()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(
            new ProcessStartInfo("no-such-program"), (_, _) => Task.FromResult(true)));

        Assert.Contains("no-such-program did not start", exception.Message, StringComparison.Ordinal);
        Assert.IsType<Win32Exception>(exception.InnerException);
    }

    [Fact]
    public async Task Server_whose_port_is_still_taken_starts_once_it_is_free()
    {
        var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var listen = $"require('node:net').createServer().listen({((IPEndPoint)other.LocalEndpoint).Port}, '127.0.0.1', () => console.log('listens'))";

        await using var server = await ServerProcess.StartAsync(new ProcessStartInfo("node", ["-e", listen]), (server, _) =>
        {
            if (server.Output.Contains("address already in use", StringComparison.Ordinal))
                other.Dispose();
            return Task.FromResult(server.Output.Contains("listens", StringComparison.Ordinal));
        });

        Assert.False(server.HasExited);
    }

    [Fact]
    public async Task Server_is_disposed_of_twice_and_asked_to_end_afterwards_and_nothing_is_thrown()
    {
        var server = await ServerProcess.StartAsync(new ProcessStartInfo("node", ["-e", "process.exit(3)"]), (_, _) => Task.FromResult(true));
        Assert.Equal(3, await server.WaitForEndAsync());

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.Equal(3, await server.EndAsync(ProcessSignal.Terminate));
        Assert.True(server.HasExited);
    }

    [Fact]
    public async Task Server_that_is_never_ready_is_ended()
    {
        var id = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(
            Waiting(),
            (server, _) =>
            {
                id = server.Id;
                return Task.FromResult(false);
            },
            TimeSpan.FromMilliseconds(200)));

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public async Task Stopped_server_can_be_continued_and_killed()
    {
        await using var server = await ServerProcess.StartAsync(Waiting(), (_, _) => Task.FromResult(true));

        server.Send(ProcessSignal.Stop);
        server.Send(ProcessSignal.Continue);
        await server.EndAsync(ProcessSignal.Kill);

        Assert.True(server.HasExited);
    }

    [Fact]
    public async Task Accounts_of_one_Azurite_see_nothing_of_each_other()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var (one, other) = (new TableServiceClient(azurite.TakeAccount()), new TableServiceClient(azurite.TakeAccount()));
        await one.GetTableClient("Rows").CreateIfNotExistsAsync();
        await one.GetTableClient("Rows").AddEntityAsync(new TableEntity("p", "a"));

        await other.GetTableClient("Rows").CreateIfNotExistsAsync();

        Assert.Equal(204, (await other.GetTableClient("Rows").AddEntityAsync(new TableEntity("p", "a"))).Status);
    }

    [Fact]
    public async Task Azurite_in_a_folder_has_its_rows_after_a_restart_on_the_same_port()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-");
        var port = 0;
        await using (var azurite = await AzuriteProcess.StartAsync(folder.FullName))
        {
            port = azurite.Port;
            var table = new TableServiceClient(azurite.ConnectionString).GetTableClient("Rows");
            await table.CreateIfNotExistsAsync();
            await table.AddEntityAsync(new TableEntity("p", "a"));
        }

        await using (var azurite = await AzuriteProcess.StartAsync(folder.FullName, port))
        {
            var table = new TableServiceClient(azurite.ConnectionString).GetTableClient("Rows");
            Assert.Equal(204, (await table.DeleteEntityAsync("p", "a", ETag.All)).Status);
        }

        folder.Delete(recursive: true);
    }

    private static ProcessStartInfo Waiting() => new("node", ["-e", "setInterval(() => {}, 1000)"]);
}
