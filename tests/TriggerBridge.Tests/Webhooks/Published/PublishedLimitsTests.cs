using System.Globalization;
using System.Text;
using static TriggerBridge.Tests.Webhooks.Published.PublishedFixture;

namespace TriggerBridge.Tests.Webhooks.Published;

/// <summary>How much anybody can make the app fetch and keep.</summary>
public sealed class PublishedLimitsTests : IDisposable
{
    private const int Unknown = 30;

    private readonly PublishedFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task At_most_30_unknown_addresses_are_looked_for_in_a_minute()
    {
        await _fixture.FindAsync();
        for (var minute = 1; minute <= 2; minute++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(1));
            var before = _fixture.Server.Asked.Count;
            for (var i = 0; i < 200; i++) Assert.Null(await _fixture.FindAsync(UnknownAddress(minute, i)));
            Assert.Equal(Unknown, _fixture.Server.Asked.Count - before);
        }

        // They keep nobody from what is known, nor from what the bridge file names.
        _fixture.Time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 200; i++) await _fixture.FindAsync(UnknownAddress(3, i));
        _fixture.Server.Documents[Address.AbsoluteUri] = "two"u8.ToArray();
        _fixture.Server.Documents["https://other.example.com/keys"] = "configured"u8.ToArray();
        Assert.Equal("two", await _fixture.FindAsync());
        Assert.Equal("configured", await _fixture.Documents.FindConfiguredAsync(new("https://other.example.com/keys"), Text, again: false, default));
    }

    [Fact]
    public async Task What_was_never_found_makes_room_first()
    {
        const int known = 400;
        for (var i = 0; i < known; i++)
        {
            _fixture.Server.Documents[KnownAddress(i)] = Encoding.UTF8.GetBytes(KnownAddress(i));
            Assert.NotNull(await _fixture.Documents.FindConfiguredAsync(new(KnownAddress(i)), Text, again: false, default));
        }

        for (var i = 0; i < 3000; i++) await _fixture.FindAsync(UnknownAddress(0, i));

        var before = _fixture.Server.Asked.Count;
        for (var i = 0; i < known; i++) Assert.Equal(KnownAddress(i), await _fixture.FindAsync(KnownAddress(i)));
        Assert.Equal(before, _fixture.Server.Asked.Count);
    }

    [Fact]
    public async Task At_most_500_are_kept_and_the_latest_longest()
    {
        const int all = 700;
        for (var i = 0; i < all; i++)
        {
            _fixture.Server.Documents[KnownAddress(i)] = "x"u8.ToArray();
            _fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.NotNull(await _fixture.Documents.FindConfiguredAsync(new(KnownAddress(i)), Text, again: false, default));
        }

        for (var i = all - 1; i >= all - 450; i--) Assert.NotNull(await _fixture.FindAsync(KnownAddress(i)));
        Assert.Equal(all, _fixture.Server.Asked.Count);
        Assert.NotNull(await _fixture.FindAsync(KnownAddress(0)));
        Assert.Equal(all + 1, _fixture.Server.Asked.Count);
    }

    private static string KnownAddress(int i) => string.Create(CultureInfo.InvariantCulture, $"https://sender.example.com/known/{i}");

    private static string UnknownAddress(int minute, int i) => string.Create(CultureInfo.InvariantCulture, $"https://sender.example.com/unknown/{minute}/{i}");
}
