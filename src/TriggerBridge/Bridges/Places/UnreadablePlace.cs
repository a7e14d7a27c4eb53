namespace TriggerBridge.Bridges.Places;

/// <summary>What to do about a folder or file that the system does not let the app read.</summary>
internal static class UnreadablePlace
{
    public static string DescribeFolder(string folder, Exception fault) => fault switch
    {
        // Which of the two it is called differs from system to system.
        _ when File.Exists(folder) => "is a file: set TriggerBridge__Bridges to the folder of the bridge files",
        DirectoryNotFoundException => "there is no such folder: create it, or set TriggerBridge__Bridges",
        UnauthorizedAccessException => "could not be read: the app may not list this folder; give its user the right to read it, or set TriggerBridge__Bridges",
        _ => $"could not be read: {fault.Message}",
    };

    public static string DescribeFile(string file, Exception fault) => fault switch
    {
        _ when Directory.Exists(file) => "could not be read: it is a folder; give it a name without .json, or move it away",
        FileNotFoundException or DirectoryNotFoundException => "could not be read: the file is not there, or is a link that leads nowhere; put it there, or remove the link",
        UnauthorizedAccessException => "could not be read: the app may not open this file; give its user the right to read it",
        _ => $"could not be read: {fault.Message}",
    };
}
