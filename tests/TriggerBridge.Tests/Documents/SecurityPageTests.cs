using System.Text.RegularExpressions;
using TriggerBridge.Functions;
using TriggerBridge.Functions.Access;
using TriggerBridge.LocalHost;
using TriggerBridge.Operators;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Documents;

/// <summary>docs/security.md has the functions and roles that the app has.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("docs", "security.md"));

    [Fact]
    public void Who_may_do_what_stands_there_for_each_function()
    {
        var documented = AddressRow().Matches(Page).Select(row => $"{row.Groups["address"].Value} {row.Groups["role"].Value}");
        var known = new FunctionCatalog(typeof(FunctionApp).Assembly).Http
            .Select(function => $"{function.Methods[0].ToUpperInvariant()} /api/{function.Route} {RoleOf(AccessPolicies.Of(function.Name)!)}");

        Assert.Equal(known.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_role_stands_there_and_in_the_app_registration()
    {
        Assert.All(OperatorRoles.All, role => Assert.Contains($"| `{role.Name()}` |", Page, StringComparison.Ordinal));
        Assert.Equal(OperatorRoles.All.Select(role => role.Name()), AppRole().Matches(Page).Select(role => role.Groups["name"].Value));
    }

    private static string RoleOf(AccessPolicy policy) => policy switch
    {
        { IsOpen: true } => "none",
        { Role: { } role } => $"`{role.Name()}`",
        _ => "any",
    };

    [GeneratedRegex(@"^\| `(?<address>[A-Z]+ /api/[^`]+)` \| (?<role>none|any|`[A-Za-z.]+`)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AddressRow();

    [GeneratedRegex("\"value\": \"(?<name>[A-Za-z]+\\.[A-Za-z]+)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AppRole();
}
