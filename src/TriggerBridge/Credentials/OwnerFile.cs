using System.Globalization;
using System.Text;

namespace TriggerBridge.Credentials;

/// <summary>Files that are their owner's alone, and are written whole or not at all.</summary>
internal static class OwnerFile
{
    /// <summary>Puts a text in place of a file, in one step.</summary>
    public static async Task ReplaceAsync(string file, string text, CancellationToken cancellationToken)
    {
        var written = string.Create(CultureInfo.InvariantCulture, $"{file}.{Environment.ProcessId}.new");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var stream = new FileStream(written, options))
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), cancellationToken);

            File.Move(written, file, overwrite: true);
        }
        finally
        {
            File.Delete(written);
        }
    }
}
