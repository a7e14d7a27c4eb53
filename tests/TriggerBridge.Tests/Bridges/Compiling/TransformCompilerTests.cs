using System.Text;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Mapping;
using TriggerBridge.Tests.Mapping;
using TriggerBridge.Tests.Mapping.Code;

namespace TriggerBridge.Tests.Bridges.Compiling;

/// <summary>Bridges whose input code makes, and what becomes of them when its files change.</summary>
public sealed class TransformCompilerTests
{
    private const string Code = "import { day } from './lib/dates.js'; export default event => ({ login: event.login, day });";
    private const string Dates = "export const day = 1;";

    private static readonly string Good = BridgeText.With("transform", "\"leavers.js\"", BridgeText.With("input", json: null));

    private readonly BridgeSetCompiler _compiler = new(new HashSet<string>(StringComparer.Ordinal) { "acme" }, isDevelopment: false);
    private BridgeSet _set = BridgeSet.Unread;

    [Fact]
    public void Code_makes_the_input()
    {
        Make(("leavers.json", Good), ("leavers.js", Code), ("lib/dates.js", Dates));

        Assert.Empty(_set.Broken);
        Assert.Equal("""{"login":"ann","day":1}""", Input());
    }

    [Fact]
    public void A_file_that_it_uses_is_part_of_its_version_and_another_is_not()
    {
        Make(("leavers.json", Good), ("leavers.js", Code), ("lib/dates.js", Dates), ("plain.json", BridgeText.Good));
        var (first, plain) = (Find(), Find("plain"));
        Assert.NotEqual(new BridgeFileText("leavers.json", "", Encoding.UTF8.GetBytes(Good)).Version, first.Version);
        Assert.Equal(new BridgeFileText("plain.json", "", Encoding.UTF8.GetBytes(BridgeText.Good)).Version, plain.Version);

        Make(("leavers.json", Good), ("leavers.js", Code), ("lib/dates.js", Dates), ("plain.json", BridgeText.Good), ("lib/other.js", "1"));
        Assert.Same(first, Find());
        Assert.Same(plain, Find("plain"));

        Make(("leavers.json", Good), ("leavers.js", Code), ("lib/dates.js", "export const day = 2;"), ("plain.json", BridgeText.Good));
        Assert.Same(plain, Find("plain"));
        Assert.NotEqual(first.Version, Find().Version);
        Assert.Equal("""{"login":"ann","day":2}""", Input());
    }

    [Fact]
    public void A_file_that_went_or_has_errors_keeps_the_last_good_version_until_it_comes_back()
    {
        Make(("leavers.json", Good), ("leavers.js", Code), ("lib/dates.js", Dates));
        var good = Find();

        Make(("leavers.json", Good), ("leavers.js", Code));
        Assert.Same(good, Find());
        Assert.Equal("leavers.js $: line 1, column 21: './lib/dates.js' is not there: there is no file lib/dates.js", Error());
        Assert.Equal(good.Version, _set.Broken[0].KeepsVersion);

        Make(("leavers.json", Good), ("leavers.js", Code), ("lib/dates.js", "export const day = ;"));
        Assert.Same(good, Find());
        Assert.Equal("lib/dates.js $: line 1, column 20: Unexpected token ';'", Error());

        Make(("leavers.json", Good), ("leavers.js", Code), ("lib/dates.js", Dates));
        Assert.Empty(_set.Broken);
    }

    [Theory]
    [InlineData("missing.js", "leavers.json $.transform: there is no file missing.js beside the bridge: add it, or correct the name")]
    [InlineData("../leavers.js", "leavers.json $.transform: '../leavers.js' leads out of the folder of the bridges: name a file of that folder, with / between folder and file")]
    [InlineData("schemas/a.json", "leavers.json $.transform: 'schemas/a.json' is no JavaScript file: name one that ends in .js")]
    public void What_it_names_must_be_a_JavaScript_file_of_the_folder(string name, string error)
    {
        Make(("leavers.json", Good.Replace("leavers.js", name, StringComparison.Ordinal)), ("leavers.js", Code), ("lib/dates.js", Dates), ("schemas/a.json", "{}"));

        Assert.Equal(error, Error());
    }

    [Fact]
    public void It_does_not_go_with_an_input_or_with_two_filters()
    {
        Make(("leavers.json", BridgeText.With("transform", "\"leavers.js\"")), ("leavers.js", "export default () => ({})"));
        Assert.Equal("leavers.json $.transform: does not go with $.input: leave one of them out", Error());

        Make(("leavers.json", BridgeText.With("filter", "\"$.a\"", Good)), ("leavers.js", "export const filter = () => true; export default () => ({})"));
        Assert.Equal("leavers.json $.filter: does not go with the filter that leavers.js exports: leave one of them out", Error());

        Make(("leavers.json", BridgeText.With("filter", "\"$.a\"", Good)), ("leavers.js", "export default () => ({})"));
        Assert.Empty(_set.Broken);
        Make(("leavers.json", BridgeText.With("keepFiltered", "false", Good)), ("leavers.js", "export const filter = event => event.a; export default () => ({})"));
        Assert.Empty(_set.Broken);
        Assert.IsType<MappingResult.Filtered>(Find().Filter!.Stop(Events.Of("{}")));
    }

    [Fact]
    public void A_single_file_is_read_with_those_beside_it()
    {
        using var folder = new BridgeFolder().Add("leavers.json", Good).Add("leavers.js", Code).Add("lib/dates.js", Dates);

        var catalog = BridgeLoader.LoadFile(Path.Combine(folder.Location, "leavers.json"), tenants: null);

        Assert.Empty(catalog.Broken);
        Assert.Equal(folder.Load("acme").All.Single().Version, catalog.All.Single().Version);
    }

    private void Make(params (string Name, string Text)[] files) =>
        _set = _compiler.Compile(PlaceContent.Of(files.Select(file => new BridgeFileText(file.Name, file.Name, Encoding.UTF8.GetBytes(file.Text)))), _set);

    private Bridge Find(string name = "leavers") => _set.TryFind(name, out var bridge) ? bridge : throw new InvalidOperationException(Error());

    private string Input() => Scripts.Say(Find().Input.Map(Events.Of("""{"login":"ann"}""")));

    private string Error() => Assert.Single(Assert.Single(_set.Broken).Errors).ToString();
}
