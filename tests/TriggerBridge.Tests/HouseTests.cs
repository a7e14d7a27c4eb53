using TriggerBridge.CodeMap;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests;

/// <summary>One direction: see <c>docs/architecture.md</c>. <c>dotnet run --project tools/CodeMap</c> prints the same, with figures.</summary>
public class HouseTests(HouseTests.Code code) : IClassFixture<HouseTests.Code>
{
    private static readonly string Document = File.ReadAllText(RepositoryRoot.File("docs", "architecture.md"));

    [Fact]
    public void No_folder_uses_one_that_uses_it() => Assert.Empty(Cycles.Find(code.Graph));

    [Fact]
    public void Arrows_go_inwards_only() => Assert.Empty(Rings.Read(Document).Check(code.Graph));

    [Fact]
    public void The_rings_name_folders_that_exist() =>
        Assert.All(Rings.Read(Document).Folders, folder => Assert.True(Directory.Exists(RepositoryRoot.File("src", folder)), folder));

    [Fact]
    public void A_cycle_is_told_with_its_files_and_lines()
    {
        var graph = CodeGraph.Read(new Dictionary<string, string>
        {
            ["App/Near/A.cs"] = "namespace App.Near;\nclass A\n{\n    App.Far.B? B;\n}",
            ["App/Far/B.cs"] = "namespace App.Far;\nclass B { public static int Of(App.Near.A a) => 1; }",
            ["App/Alone.cs"] = "namespace App;\nclass Alone { App.Near.A? A; }",
        });

        Assert.Equal("App/Far/B.cs(2) uses A of App/Near/A.cs; App/Near/A.cs(4) uses B of App/Far/B.cs", Assert.Single(Cycles.Find(graph)));
    }

    [Fact]
    public void A_folder_and_the_files_beside_it_are_a_cycle_too()
    {
        var graph = CodeGraph.Read(new Dictionary<string, string>
        {
            ["App/Part/A.cs"] = "namespace App.Part;\nclass A { App.B? B; }",
            ["App/B.cs"] = "namespace App;\nclass B { App.Part.A? A; }",
        });

        Assert.Equal("App/B.cs(2) uses A of App/Part/A.cs; App/Part/A.cs(2) uses B of App/B.cs", Assert.Single(Cycles.Find(graph)));
    }

    [Fact]
    public void An_arrow_that_goes_outwards_is_told_with_its_line()
    {
        var graph = CodeGraph.Read(new Dictionary<string, string>
        {
            ["App/Inner/A.cs"] = "namespace App.Inner;\nclass A\n{\n    App.Outer.B? B;\n}",
            ["App/Outer/B.cs"] = "namespace App.Outer;\nclass B;",
            ["App/Lost/C.cs"] = "namespace App.Lost;\nclass C;",
        });
        var rings = Rings.Read("# Rings\n```rings\nflows App/Outer\nground App/Inner\n```\n");

        Assert.Equal(
            ["App/Lost stands in no ring", "App/Inner/A.cs(4) uses B of App/Outer/B.cs: App/Inner (ground) must not know App/Outer (flows)"],
            rings.Check(graph));
    }

    /// <summary>Read once: it takes some seconds.</summary>
    public sealed class Code
    {
        internal CodeGraph Graph { get; } = CodeGraph.Read(RepositoryRoot.File("src"));
    }
}
