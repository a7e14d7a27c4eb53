using System.Text.Json;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.SailPoint.Api;

/// <summary>The operations of an official description, with the version in their paths as the service has it.</summary>
internal sealed class ContractRoutes
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    private ContractRoutes(IReadOnlyList<ContractOperation> operations) => Operations = operations;

    public IReadOnlyList<ContractOperation> Operations { get; }

    public static string FileOf(string version) => $"isc-{version}.openapi.json";

    public static ContractRoutes Read(string version)
    {
        using var description = JsonDocument.Parse(File.ReadAllBytes(Contract.File(FileOf(version))));
        return new([
            .. from path in description.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where Methods.Contains(operation.Name, StringComparer.Ordinal)
               select new ContractOperation(operation.Value.GetProperty("operationId").GetString()!, operation.Name.ToUpperInvariant(), Prefix(version) + path.Name),
        ]);
    }

    /// <summary>The one that a request is of; null if it is of none. Paths without an id go first.</summary>
    public ContractOperation? Of(string method, string path) =>
        Operations.Where(operation => operation.Method == method && operation.Matches(path)).MinBy(operation => operation.Path.Count(c => c == '{'));

    /// <summary>A copy for prism, which matches paths and ignores servers.</summary>
    public static string WriteForPrism(string version, string folder)
    {
        var description = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllBytes(Contract.File(FileOf(version))))!.AsObject();
        var paths = new System.Text.Json.Nodes.JsonObject();
        foreach (var (path, item) in description["paths"]!.AsObject())
            paths[Prefix(version) + path] = item!.DeepClone();
        description["paths"] = paths;
        var copy = Path.Combine(folder, FileOf(version));
        File.WriteAllText(copy, description.ToJsonString());
        return copy;
    }

    // The description of v1 has its versions in the paths already.
    private static string Prefix(string version) => version is "v1" ? "" : "/" + version;
}

internal sealed record ContractOperation(string Id, string Method, string Path)
{
    public bool Matches(string path)
    {
        var (mine, theirs) = (Path.Split('/'), path.Split('/'));
        return mine.Length == theirs.Length && mine.Zip(theirs).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    public override string ToString() => $"{Method} {Path}";
}
