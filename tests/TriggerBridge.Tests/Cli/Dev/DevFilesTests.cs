using TriggerBridge.Cli.Dev;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Tests.Cli.Dev;

public sealed class DevFilesTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("dev-files-");

    private string Folder => Path.Combine(_home.FullName, "bridges");

    public DevFilesTests()
    {
        // Where looking upwards ends.
        _home.CreateSubdirectory(".git");
        Directory.CreateDirectory(Folder);
    }

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void What_must_not_get_into_the_repository_is_ignored()
    {
        File.WriteAllText(Path.Combine(Folder, ".gitignore"), "*.tmp");
        using var files = DevFiles.Open(Folder);

        Assert.Equal(Path.Combine(Folder, ".gitignore"), files.Ignore());
        Assert.Equal("*.tmp\n.secrets.json\n.dev/\n", File.ReadAllText(Path.Combine(Folder, ".gitignore")));
        Assert.Null(files.Ignore());
    }

    [Fact]
    public void What_is_ignored_above_is_not_ignored_again()
    {
        File.WriteAllText(Path.Combine(_home.FullName, ".gitignore"), ".secrets.json\n.dev/\n");
        using var files = DevFiles.Open(Folder);

        Assert.Null(files.Ignore());
        Assert.False(File.Exists(Path.Combine(Folder, ".gitignore")));
    }

    [Fact]
    public void Two_at_once_would_write_to_one_ledger()
    {
        using var files = DevFiles.Open(Folder);

        var fault = Assert.Throws<CliException>(() => DevFiles.Open(Folder));

        Assert.Equal($"Another 'triggerbridge dev' works on {Folder}: end it first.", fault.Message);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_66()
    {
        var run = await CliRun.InProcessAsync("dev", Path.Combine(Folder, "none"));

        Assert.Equal((66, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{Path.Combine(Folder, "none")}: there is no such folder. 'triggerbridge new NAME", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Public_without_an_address_says_how_to_get_one()
    {
        var run = await CliRun.InProcessAsync("dev", "--port", "7171", "--public");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("cloudflared tunnel --url http://127.0.0.1:7171", run.Output, StringComparison.Ordinal);
        Assert.Contains("ngrok http 7171", run.Output, StringComparison.Ordinal);
        Assert.Contains("devtunnel host -p 7171", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--public takes an address such as https://bridge.example.com, not 'bridge'.", "--public", "bridge")]
    [InlineData("--port takes a port from 0 to 65535.", "--port", "65536")]
    [InlineData("Where is tenant acme? Give --tenant-url, such as https://acme.api.identitynow.com, or set TriggerBridge__Tenants__acme__BaseUrl.", "--live", "acme")]
    public async Task What_is_not_understood_is_64(string problem, params string[] options)
    {
        var run = await CliRun.InProcessAsync(["dev", Folder, .. options]);

        Assert.Equal((64, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(problem, run.Error, StringComparison.Ordinal);
    }
}
