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
    public void Files_that_bridges_may_use_are_read_too()
    {
        _folder.Add("a.json", "1").Add("a.js", "2").Add("lib/dates.js", "3").Add("schemas/a.json", "4").Add("sources/s.json", "5");
        foreach (var other in new[] { "samples/a.js", "content/a.js", "node_modules/a.js", "sources/a.js", ".dev/a.js", ".eslintrc.js", "lib/deep/a.js", "lib/a.json", "a.d.ts", "a.mjs", "my file.js" })
            _folder.Add(other, "no file of a bridge");
        Directory.CreateDirectory(Path.Combine(_folder.Location, "folder.js"));

        var content = _place.Read();

        Assert.Equal(["a.json", "sources/s.json"], content.Files.Select(file => file.Name));
        Assert.Equal(["a.js 2", "lib/dates.js 3", "schemas/a.json 4"], content.Companions.Select(file => $"{file.Key} {Encoding.UTF8.GetString(file.Value.Text.Span)}").Order(StringComparer.Ordinal));
        Assert.Equal(Path.Combine(_folder.Location, "lib/dates.js"), content.Companions["lib/dates.js"].Location);
    }

    [Fact]
    public void A_file_of_a_bridge_that_is_being_written_is_not_read()
    {
        _folder.Add("a.json", "1").Add("lib/a.js", "1");
        var first = _place.Read();

        _folder.Add("lib/a.js", "half").Add("schemas/new.json", "half");
        Assert.Equal(["lib/a.js 1"], Companions());
        Wait();
        Assert.Equal(["lib/a.js half", "schemas/new.json half"], Companions());
        Assert.NotSame(first, _place.Read());

        Directory.Delete(Path.Combine(_folder.Location, "lib"), recursive: true);
        _place.Read();
        Wait();
        Assert.Equal(["schemas/new.json half"], Companions());

        List<string> Companions() => [.. _place.Read().Companions.Values.Select(file => $"{file.Name} {Encoding.UTF8.GetString(file.Text.Span)}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void A_folder_of_something_else_is_passed_over()
    {
        _folder.Add("a.json", "1").Add("lib/a.js", "");
        for (var i = 0; i <= BridgeFileText.MostFiles; i++) _folder.Add($"site/{i}.js", "");

        Assert.Equal(["lib/a.js"], _place.Read().Companions.Keys);
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
