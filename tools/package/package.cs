// Writes the zip that Azure Functions mounts: dotnet run tools/package/package.cs FOLDER ZIP. Started by publish.sh.
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

if (args is not [var folder, var target])
{
    await Console.Error.WriteLineAsync("Use: dotnet run tools/package/package.cs FOLDER ZIP");
    return 64;
}

var names = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
    .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
    .Order(StringComparer.Ordinal)
    .ToList();
await WriteAsync();
await using var written = File.OpenRead(target);
var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(written));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}  {written.Length / 1e6:0.0} MB, {names.Count} files, sha256 {digest}"));
return 0;

async Task WriteAsync()
{
    // The upper half of the external attributes is st_mode of Unix: a regular file, rw-r--r--. The host starts the app with dotnet.
    const int ordinary = 0x81A4 << 16;
    // The first moment that a zip can tell: the same files make the same package, bit for bit.
    var time = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
    await using var file = File.Create(target);
    await using var zip = new ZipArchive(file, ZipArchiveMode.Create);
    foreach (var name in names)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
        entry.LastWriteTime = time;
        entry.ExternalAttributes = ordinary;
        await using var source = File.OpenRead(Path.Combine(folder, name));
        await using var content = await entry.OpenAsync();
        await source.CopyToAsync(content);
    }
}
