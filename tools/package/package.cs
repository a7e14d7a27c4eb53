// Writes the zip that Azure Functions mounts: dotnet run tools/package/package.cs FOLDER BRIDGES ZIP. Started by publish.sh.
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

if (args is not [var published, var bridges, var target])
{
    await Console.Error.WriteLineAsync("Use: dotnet run tools/package/package.cs FOLDER BRIDGES ZIP");
    return 64;
}

var program = Directory.GetFiles(published, "TriggerBridge.Functions*").Single(file => Path.GetExtension(file) is ".Functions" or ".exe");
var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
{
    [Path.GetFileName(program)] = await File.ReadAllBytesAsync(program),
    ["host.json"] = await HostJsonAsync(),
};
foreach (var function in Directory.GetFiles(published, "function.json", SearchOption.AllDirectories))
    entries[$"{Path.GetFileName(Path.GetDirectoryName(function))}/function.json"] = await File.ReadAllBytesAsync(function);
foreach (var bridge in Directory.GetFiles(bridges, "*.json"))
    entries["bridges/" + Path.GetFileName(bridge)] = await File.ReadAllBytesAsync(bridge);

await WriteAsync();
await using var written = File.OpenRead(target);
var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(written));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}  {written.Length / 1e6:0.0} MB, {entries.Count} files, sha256 {digest}"));
return 0;

// On Windows the host starts the very file that is named.
async Task<byte[]> HostJsonAsync()
{
    const string onLinux = "\"defaultExecutablePath\": \"TriggerBridge.Functions\"";
    var text = await File.ReadAllTextAsync(Path.Combine(published, "host.json"));
    if (!text.Contains(onLinux, StringComparison.Ordinal))
        throw new InvalidDataException($"host.json does not have {onLinux}.");
    return Encoding.UTF8.GetBytes(text.Replace(onLinux, $"\"defaultExecutablePath\": \"{Path.GetFileName(program)}\"", StringComparison.Ordinal));
}

async Task WriteAsync()
{
    // The upper half of the external attributes is st_mode of Unix: a regular file, rwxr-xr-x or rw-r--r--.
    const int executable = 0x81ED << 16;
    const int ordinary = 0x81A4 << 16;
    // The first moment that a zip can tell: the same files make the same package, bit for bit.
    var time = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
    await using var file = File.Create(target);
    await using var zip = new ZipArchive(file, ZipArchiveMode.Create);
    foreach (var (name, bytes) in entries)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
        entry.LastWriteTime = time;
        entry.ExternalAttributes = name == Path.GetFileName(program) ? executable : ordinary;
        await using var content = await entry.OpenAsync();
        await content.WriteAsync(bytes);
    }
}
