using System.Text;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Bridges.Places;

public sealed class FolderPlaceTests : IDisposable
{
    private readonly BridgeFolder _folder = new();
    private readonly ManualClock _time = new();
    private readonly FolderPlace _place;

    public FolderPlaceTests() => _place = new FolderPlace(_folder.Location, _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void As_it_is_found_at_the_start_it_counts()
    {
        _folder.Add("b.json", "2").Add("a.json", "1").Add("README.md", "no bridge");

        Assert.Equal(["a.json 1", "b.json 2"], Read());
    }

    [Fact]
    public void What_has_not_changed_is_the_same_object()
    {
        _folder.Add("a.json", "1");
        var first = _place.Read();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(first, _place.Read());
    }

    [Fact]
    public void A_file_that_is_being_written_is_not_read()
    {
        _folder.Add("a.json", "1");
        Read();

        _folder.Add("a.json", "half").Add("new.json", "half");
        Assert.Equal(["a.json 1", "new.json ?"], Read());
        Wait();
        _folder.Add("a.json", "half and more").Add("new.json", "half and more");
        Assert.Equal(["a.json 1", "new.json ?"], Read());
        Wait();
        Assert.Equal(["a.json half and more", "new.json half and more"], Read());
    }

    [Fact]
    public void A_file_that_is_gone_for_a_moment_only_is_not_gone()
    {
        _folder.Add("a.json", "1");
        Read();

        File.Delete(Path.Combine(_folder.Location, "a.json"));
        Assert.Equal(["a.json 1"], Read());
        _folder.Add("a.json", "2");
        Wait();
        Assert.Equal(["a.json 1"], Read());
        Wait();
        Assert.Equal(["a.json 2"], Read());

        File.Delete(Path.Combine(_folder.Location, "a.json"));
        Read();
        Wait();
        Assert.Empty(Read());
    }

    [Fact]
    public void An_older_file_that_is_put_in_place_is_a_change()
    {
        _folder.Add("a.json", "1");
        Read();
        _folder.Add("a.json", "2");
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Location, "a.json"), new DateTime(1999, 12, 31, 0, 0, 0, DateTimeKind.Utc));

        Read();
        Wait();
        Assert.Equal(["a.json 2"], Read());
    }

    [Fact]
    public void Same_text_written_again_is_no_change()
    {
        _folder.Add("a.json", "1");
        var first = _place.Read();
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Location, "a.json"), new DateTime(1999, 12, 31, 0, 0, 0, DateTimeKind.Utc));

        Read();
        Wait();
        Assert.Same(first, _place.Read());
    }

    [Fact]
    public void A_file_of_50_MB_is_not_read()
    {
        using (var file = File.Create(Path.Combine(_folder.Location, "a.json"))) file.SetLength(50_000_000);

        Assert.Equal(["a.json is larger than 1024 KiB, which no bridge is: it is not read"], Read());
    }

    [Fact]
    public void A_folder_of_too_many_files_is_not_read()
    {
        for (var i = 0; i <= BridgeFileText.MostFiles; i++) _folder.Add($"a{i}.json", "");

        var fault = Assert.Throws<BridgesFolderException>(() => _place.Read());

        Assert.Contains("holds more than 1000 files", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_followed_and_may_change_what_they_lead_to()
    {
        var target = Directory.CreateTempSubdirectory("bridges-");
        File.WriteAllText(Path.Combine(target.FullName, "one"), "1");
        File.WriteAllText(Path.Combine(target.FullName, "two"), "second");
        var link = Path.Combine(_folder.Location, "a.json");
        File.CreateSymbolicLink(link, Path.Combine(target.FullName, "one"));
        Assert.Equal(["a.json 1"], Read());

        File.Delete(link);
        File.CreateSymbolicLink(link, Path.Combine(target.FullName, "two"));
        Read();
        Wait();
        Assert.Equal(["a.json second"], Read());
        target.Delete(recursive: true);
    }

    private void Wait() => _time.Advance(TimeSpan.FromSeconds(1));

    private List<string> Read()
    {
        var content = _place.Read();
        return [.. content.Files.Select(file => $"{file.Name} {file.Problem ?? Encoding.UTF8.GetString(file.Text.Span)}").Concat(content.Unsettled.Select(name => name + " ?")).Order(StringComparer.Ordinal)];
    }
}
