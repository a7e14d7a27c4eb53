using System.Text;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Mapping;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Mapping;

namespace TriggerBridge.Tests.Bridges.Compiling;

public sealed class BridgeLoaderTests
{
    [Fact]
    public void Short_file_gets_the_defaults()
    {
        var bridge = BridgeFolder.LoadOne(BridgeText.Good);

        Assert.Equal("leavers", bridge.Name);
        Assert.True(bridge.Enabled);
        Assert.Equal("github", bridge.Webhook!.Scheme);
        Assert.Equal(["github-webhook-secret"], bridge.Webhook!.SecretNames);
        Assert.Equal(
            new WorkflowTarget
            {
                Tenant = "acme",
                Id = "c17bea3a-574d-453c-9e04-4365fbf5af0b",
                Credential = "isc-leavers",
                Envelope = Envelope.Input,
                Correlate = true,
            },
            bridge.Workflow);
        Assert.Null(bridge.DispatchBudget);
        Assert.Equal(new RetryPolicy(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), TimeSpan.FromDays(7)), bridge.Retry);
        Assert.Equal(WhenInDoubt.RetryIfAbsent, bridge.WhenInDoubt);
        Assert.Equal(TimeSpan.FromMinutes(10), bridge.Settle);
        Assert.Equal(TimeSpan.FromDays(90), bridge.Retention);
    }

    [Fact]
    public void Text_that_no_file_holds_is_read_like_one()
    {
        var catalog = BridgeLoader.LoadText("leavers", Encoding.UTF8.GetBytes(BridgeText.Good), tenants: null);
        Assert.Equal("leavers", Assert.Single(catalog.All).Name);

        var error = Assert.Single(Assert.Single(BridgeLoader.LoadText("leavers", "[]"u8.ToArray(), tenants: null).Broken).Errors);
        Assert.Equal("leavers", error.File);
        Assert.Equal("expected an object", error.Problem);
    }

    [Fact]
    public void Comments_and_trailing_commas_may_stand_anywhere()
    {
        var bridge = BridgeFolder.LoadOne(
            """
            {
              "webhook": { "scheme": "github", "secret": ["new", /* until Friday */ "old",] },
              "tables": { "kinds": { "p": "Person", /* all others */ "*": "Other", }, },
              "input": {
                // the id
                "id.$": "$.id",
                "list": [1, /* two */ 2,],
              },
              "workflow": { "tenant": "acme", "id": "w1", /* in the vault */ "credential": "c1" },
            }
            """);

        Assert.Equal(["new", "old"], bridge.Webhook!.SecretNames);
        var mapped = Assert.IsType<MappingResult.Mapped>(bridge.Input.Map(Events.Of("""{"id":1}""")));
        Assert.Equal("""{"id":1,"list":[1,2]}""", System.Text.Encoding.UTF8.GetString(mapped.Json.Span));
    }

    [Fact]
    public void Every_key_is_read()
    {
        var bridge = BridgeFolder.LoadOne(
            """
            // comments and trailing commas are welcome
            {
              "$schema": "../schemas/bridge.schema.json",
              "enabled": false,
              "webhook": {
                "scheme": "hmac", "secret": ["new", "old"], "deliveryId": "{{$.id}}",
                "header": "X-Acme-Signature", "algorithm": "sha512", "prefix": "v1=", "encoding": "base64",
              },
              "filter": "lookup('kinds', $.kind) == 'Person'",
              "keepFiltered": false,
              "tables": { "kinds": { "p": "Person", "*": "Other" } },
              "input": { "id.$": "$.id", "kind.$": "lookup('kinds', $.kind)" },
              "workflow": { "tenant": "acme", "id": "w1", "credential": "c1", "envelope": "none", "correlate": false },
              "dispatchBudget": "00:00:00",
              "retry": { "first": "00:00:01", "max": "00:10:00", "giveUpAfter": "1.00:00:00" },
              "whenInDoubt": "retry",
              "settle": "00:20:00",
              "retention": "30.00:00:00",
            }
            """);

        Assert.False(bridge.Enabled);
        Assert.Equal("hmac", bridge.Webhook!.Scheme);
        Assert.Equal(["new", "old"], bridge.Webhook!.SecretNames);
        Assert.Equal((Envelope.None, false), (bridge.Workflow.Envelope, bridge.Workflow.Correlate));
        Assert.False(bridge.KeepFiltered);
        Assert.Null(bridge.Filter!.Stop(Events.Of("""{"kind":"p"}""")));
        Assert.IsType<MappingResult.Filtered>(bridge.Filter.Stop(Events.Of("""{"kind":"x"}""")));
        Assert.IsType<MappingResult.Mapped>(bridge.Input.Map(Events.Of("""{"id":1,"kind":"x"}""")));
        Assert.Equal(TimeSpan.Zero, bridge.DispatchBudget);
        Assert.Equal(new RetryPolicy(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), TimeSpan.FromDays(1)), bridge.Retry);
        Assert.Equal(WhenInDoubt.Retry, bridge.WhenInDoubt);
        Assert.Equal(TimeSpan.FromMinutes(20), bridge.Settle);
        Assert.Equal(TimeSpan.FromDays(30), bridge.Retention);
    }

    [Fact]
    public void Bridges_are_found_by_name()
    {
        using var folder = new BridgeFolder().Add("one.json", BridgeText.Good).Add("two.json", BridgeText.Good).Add("README.md", "no bridge");

        var catalog = folder.Load("acme");

        Assert.Equal(2, catalog.All.Count);
        Assert.True(catalog.TryFind("two", out var two));
        Assert.Equal("two", two.Name);
        Assert.False(catalog.TryFind("Two", out _));
    }

    [Fact]
    public void A_file_with_errors_costs_its_own_bridge_and_no_other()
    {
        using var folder = new BridgeFolder()
            .Add("a.json", "{")
            .Add("b.json", BridgeText.Good)
            .Add("c.json", BridgeText.With("workflow.tenant", "\"umbrella\""))
            .Add("d.json", BridgeText.With("webhook.scheme", "\"githup\""));

        var catalog = folder.Load("acme");

        Assert.Equal(["b"], catalog.All.Select(bridge => bridge.Name));
        Assert.Equal(["a", "c", "d"], catalog.Broken.Select(bridge => bridge.Name));
        Assert.True(catalog.IsUnready("c"));
        Assert.False(catalog.TryFind("c", out _));
        Assert.False(catalog.IsUnready("b"));
        Assert.False(catalog.IsUnready("unknown"));
        var errors = catalog.Broken.Select(bridge => Assert.Single(bridge.Errors)).ToList();
        Assert.Equal(["a.json", "c.json", "d.json"], errors.Select(error => Path.GetFileName(error.File)));
        Assert.Equal($"{Path.Combine(folder.Location, "d.json")} $.webhook.scheme: 'githup' is not a scheme; did you mean 'github'?", errors[2].ToString());
    }

    [Fact]
    public void Missing_and_empty_folders_are_errors_that_say_what_to_do()
    {
        using var folder = new BridgeFolder();
        var none = Path.Combine(folder.Location, "none");

        var empty = Assert.Throws<BridgesFolderException>(() => folder.Load("acme")).Error;
        var missing = Assert.Throws<BridgesFolderException>(() => BridgeLoader.Load(none, new HashSet<string>())).Error;

        Assert.Equal(new BridgeError(folder.Location, "$", "no bridge in this folder: add a file such as github-member-removed.json"), empty);
        Assert.Equal(new BridgeError(none, "$", "there is no such folder: create it, or set TriggerBridge__Bridges"), missing);
    }

    [Fact]
    public void A_file_that_cannot_be_read_costs_its_own_bridge_and_no_other()
    {
        using var folder = new BridgeFolder().Add("a.json", "{").Add("c.json", BridgeText.Good);
        Directory.CreateDirectory(Path.Combine(folder.Location, "b.json"));
        File.CreateSymbolicLink(Path.Combine(folder.Location, "d.json"), Path.Combine(folder.Location, "nowhere"));

        var catalog = folder.Load("acme");

        Assert.Equal(["c"], catalog.All.Select(bridge => bridge.Name));
        Assert.Equal(["a", "b", "d"], catalog.Broken.Select(bridge => bridge.Name));
        var errors = catalog.Broken.Select(bridge => Assert.Single(bridge.Errors)).ToList();
        Assert.Equal(["a.json", "b.json", "d.json"], errors.Select(error => Path.GetFileName(error.File)));
        Assert.Equal("could not be read: it is a folder; give it a name without .json, or move it away", errors[1].Problem);
        Assert.Equal("could not be read: the file is not there, or is a link that leads nowhere; put it there, or remove the link", errors[2].Problem);
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_an_error_that_says_what_to_do()
    {
        using var folder = new BridgeFolder().Add("a.json", BridgeText.Good);
        var file = Path.Combine(folder.Location, "a.json");

        var error = Assert.Throws<BridgesFolderException>(() => BridgeLoader.Load(file, new HashSet<string>())).Error;

        Assert.Equal(new BridgeError(file, "$", "is a file: set TriggerBridge__Bridges to the folder of the bridge files"), error);
    }

    [Fact]
    public void Sample_bridge_maps_GitHubs_event()
    {
        var bridge = BridgeFolder.LoadOne(File.ReadAllText(RepositoryRoot.File("bridges", "github-member-removed.json")));
        var context = Events.Of("""{"membership":{"user":{"login":"ann"}},"organization":{"login":"acme"},"sender":{"login":"bob"}}""");

        var mapped = Assert.IsType<MappingResult.Mapped>(bridge.Input.Map(context));

        Assert.Equal("""{"login":"ann","organization":"acme","note":"removed by bob"}""", Encoding.UTF8.GetString(mapped.Json.Span));
    }

    [Fact]
    public void Sample_poll_maps_a_leaver()
    {
        var bridge = BridgeFolder.LoadOne(File.ReadAllText(RepositoryRoot.File("bridges", "workday-leaver.json")));
        var context = Events.Of("""{"Employee_ID":"21","Status":"Terminated","Termination_Date":"2026-06-30","Last_Changed":"2026-06-01T09:00:00.000-07:00"}""");

        var mapped = Assert.IsType<MappingResult.Mapped>(bridge.Input.Map(context));

        Assert.Equal("""{"employeeId":"21","lastDay":"2026-06-30","reason":"unknown"}""", Encoding.UTF8.GetString(mapped.Json.Span));
        Assert.Null(bridge.Poll!.Filter!.Stop(context));
        Assert.True(bridge.Poll.Cursor.TryRead(context, out var cursor));
        Assert.Equal("2026-06-01T16:00:00.0000000Z", cursor.Text);
        Assert.Null(bridge.Webhook);
    }
}
