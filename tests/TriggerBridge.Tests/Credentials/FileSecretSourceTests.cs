using System.Text.Json;
using Microsoft.Extensions.Logging;
using TriggerBridge.Credentials;

namespace TriggerBridge.Tests.Credentials;

public sealed class FileSecretSourceTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly WarningCollector _warnings = new();
    private readonly FileSecretSource _source;

    public FileSecretSourceTests() => _source = new FileSecretSource(_path, _warnings);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_text_is_the_secret_and_an_object_is_its_json()
    {
        Write("""
            {
              // A credential as ISC returned it.
              "isc-member-removed": { "id": "client", "secret": "s3cr3t", "url": "/v2026/x" /* relative */, },
              "github-webhook-secret": "whsec",
            }
            """);

        Assert.Equal("whsec", await TextAsync("github-webhook-secret"));
        using var credential = JsonDocument.Parse(await TextAsync("isc-member-removed"));
        Assert.Equal("s3cr3t", credential.RootElement.GetProperty("secret").GetString());
    }

    [Fact]
    public async Task A_name_that_is_not_in_the_file_is_missing()
    {
        Write("""{"other":"x"}""");

        Assert.Equal(new SecretLookup.Missing("Other"), await ReadAsync("Other"));
    }

    [Fact]
    public async Task A_changed_file_is_read_again()
    {
        Write("""{"name":"first"}""");
        Assert.Equal("first", await TextAsync("name"));
        Write("""{"name":"second"}""");

        Assert.Equal("second", await TextAsync("name"));
    }

    [Fact]
    public async Task A_change_of_equal_length_is_seen_by_its_time()
    {
        Write("""{"name":"aaaa"}""");
        Assert.Equal("aaaa", await TextAsync("name"));
        Write("""{"name":"bbbb"}""");
        File.SetLastWriteTimeUtc(_path, File.GetLastWriteTimeUtc(_path).AddSeconds(1));

        Assert.Equal("bbbb", await TextAsync("name"));
    }

    [Theory]
    [InlineData("{\n  \"name\": s3cr3t }", "line 2, position 11")]
    [InlineData("{ \"name\": \"s3cr3t\"", "line 1")]
    [InlineData("[\"s3cr3t\"]", "must be one JSON object")]
    [InlineData("{ \"name\": [\"s3cr3t\"] }", "'name'")]
    [InlineData("{ \"name\": \"s3cr3t\", \"name\": \"other\" }", "not valid JSON")]
    [InlineData("", "line 1")]
    public async Task A_malformed_file_is_named_with_the_place_and_without_its_content(string json, string place)
    {
        Write(json);

        var reason = Assert.IsType<SecretLookup.Unavailable>(await ReadAsync("name")).Reason;

        Assert.Contains(_path, reason, StringComparison.Ordinal);
        Assert.Contains(place, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mended_file_counts_at_the_next_read()
    {
        Write("{");
        Assert.IsType<SecretLookup.Unavailable>(await ReadAsync("name"));
        Write("""{"name":"mended"}""");

        Assert.Equal("mended", await TextAsync("name"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        File.Delete(_path);

        Assert.Contains(_path, Assert.IsType<SecretLookup.Unavailable>(await ReadAsync("name")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_warned_of_once()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write("""{"name":"x"}""");
        await ReadAsync("name");
        Assert.Empty(_warnings.Messages);

        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Write("""{"name":"xx"}""");
        await ReadAsync("name");
        Write("""{"name":"xxx"}""");
        await ReadAsync("name");

        Assert.Contains(_path, Assert.Single(_warnings.Messages), StringComparison.Ordinal);
    }

    private void Write(string json) => File.WriteAllText(_path, json);

    private Task<SecretLookup> ReadAsync(string name) => _source.ReadAsync(name, CancellationToken.None);

    private async Task<string> TextAsync(string name) => Assert.IsType<SecretLookup.Found>(await ReadAsync(name)).Value.Reveal();

    private sealed class WarningCollector : ILogger<FileSecretSource>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
