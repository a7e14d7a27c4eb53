using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Bridges.Places;

/// <summary>Plain files in a container, and containers that cannot be read.</summary>
[Collection(BlobTests.Name)]
public sealed class ContainerPlaceTests(BlobFixture blobs)
{
    [Fact]
    public async Task Files_that_somebody_copied_there_are_read_and_what_has_not_changed_not_again()
    {
        var address = await blobs.NewContainerAsync();
        var container = BlobFixture.ClientOf(address);
        await UploadAsync(container, "b.json", "2");
        await UploadAsync(container, "a.json", "1");
        await UploadAsync(container, "sources/app.json", "3");
        await UploadAsync(container, "samples/a.event.json", "no bridge");
        await UploadAsync(container, "README.md", "no bridge");
        var place = new ContainerPlace(BlobFixture.StoreOf(address));

        var content = await place.ReadAsync(CancellationToken.None);

        Assert.Equal(["a.json 1", "b.json 2", "sources/app.json 3"], Texts(content));
        Assert.Equal($"{address}/a.json", content.Files[0].Location);
        Assert.Same(content, await place.ReadAsync(CancellationToken.None));

        await UploadAsync(container, "a.json", "changed");
        await container.GetBlobClient("b.json").DeleteAsync();
        var changed = await place.ReadAsync(CancellationToken.None);
        Assert.Equal(["a.json changed", "sources/app.json 3"], Texts(changed));
        Assert.Same(content.Files[2], changed.Files[1]);
    }

    [Fact]
    public async Task Files_that_bridges_may_use_are_read_too()
    {
        var address = await blobs.NewContainerAsync();
        var container = BlobFixture.ClientOf(address);
        foreach (var name in new[] { "a.json", "a.js", "lib/dates.js", "schemas/a.json", "samples/a.js", "content/a.js", "sources/a.js", ".dev/a.js", "lib/deep/a.js", "lib/a.json" })
            await UploadAsync(container, name, "1");
        var place = new ContainerPlace(BlobFixture.StoreOf(address));

        var content = await place.ReadAsync(CancellationToken.None);

        Assert.Equal(["a.json 1"], Texts(content));
        Assert.Equal(["a.js", "lib/dates.js", "schemas/a.json"], content.Companions.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($"{address}/lib/dates.js", content.Companions["lib/dates.js"].Location);
        Assert.Same(content, await place.ReadAsync(CancellationToken.None));

        await UploadAsync(container, "lib/dates.js", "changed");
        var changed = await place.ReadAsync(CancellationToken.None);
        Assert.Equal("changed", Encoding.UTF8.GetString(changed.Companions["lib/dates.js"].Text.Span));
        Assert.Same(content.Companions["a.js"], changed.Companions["a.js"]);
    }

    [Fact]
    public async Task A_blob_of_50_MB_is_not_read_and_costs_its_own_bridge_only()
    {
        var address = await blobs.NewContainerAsync();
        var container = BlobFixture.ClientOf(address);
        await UploadAsync(container, "good.json", "1");
        await container.GetBlobClient("large.json").UploadAsync(BinaryData.FromBytes(new byte[50_000_000]));
        var place = new ContainerPlace(BlobFixture.StoreOf(address));

        var content = await place.ReadAsync(CancellationToken.None);

        Assert.Equal(["good.json 1", "large.json is larger than 1024 KiB, which no bridge is: it is not read"], Texts(content));
        Assert.Same(content, await place.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_container_that_is_not_there_says_what_to_do()
    {
        var address = blobs.NewAddress();
        var store = BlobFixture.StoreOf(address);

        var fault = await FaultAsync(new PublishedPlace(store, new ContainerPlace(store), TimeProvider.System));

        Assert.Equal(new BridgeError(address, "$", "there is no such container: make it, or correct its address"), fault.Error);
        Assert.Equal(PlaceFault.Missing, fault.Fault);
    }

    [Fact]
    public async Task Of_a_container_of_10000_files_one_page_is_listed_and_nothing_read()
    {
        var transport = new Transport(_ => (200, Listing(Enumerable.Range(0, 5000).Select(i => $"a{i:00000}.json"), next: "more")));

        var fault = await FaultAsync(new ContainerPlace(StoreOn(transport)));

        Assert.StartsWith("holds more than 1000 files", fault.Error.Problem, StringComparison.Ordinal);
        Assert.Equal(1, transport.Requests);
    }

    [Fact]
    public async Task A_list_that_breaks_off_is_no_list()
    {
        var transport = new Transport(uri => uri.Contains("marker=more", StringComparison.Ordinal) ? (500, "<Error><Code>InternalError</Code></Error>") : (200, Listing(["a.json"], next: "more")));

        var fault = await FaultAsync(new ContainerPlace(StoreOn(transport)));

        Assert.StartsWith("answers 500", fault.Error.Problem, StringComparison.Ordinal);
        Assert.Equal((2, PlaceFault.NoAnswer), (transport.Requests, fault.Fault));
    }

    [Fact]
    public async Task An_answer_that_is_none_of_the_service_is_no_answer()
    {
        var fault = await FaultAsync(new ContainerPlace(StoreOn(new Transport(_ => (200, "<html>Please sign in</html>")))));

        Assert.StartsWith("does not answer (", fault.Error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_identity_is_told_which_role_it_needs()
    {
        var fault = await FaultAsync(new ContainerPlace(StoreOn(new Transport(_ => (403, "<Error><Code>AuthorizationPermissionMismatch</Code></Error>")))));

        Assert.Contains("the role Storage Blob Data Reader on the container", fault.Error.Problem, StringComparison.Ordinal);
        Assert.Equal(PlaceFault.Forbidden, fault.Fault);
    }

    [Fact]
    public async Task A_container_that_takes_too_long_is_given_up_before_the_next_look()
    {
        var time = new ManualClock();
        var transport = new Transport(_ => (200, "")) { IsSilent = true };
        var store = StoreOn(transport);
        var look = new PublishedPlace(store, new ContainerPlace(store), time).ReadAsync(CancellationToken.None).AsTask();
        await transport.Asked;

        time.Advance(TimeSpan.FromSeconds(8));

        var fault = await Assert.ThrowsAsync<BridgesUnreadableException>(() => look);
        Assert.Equal("did not answer within 8 seconds: it is asked again", fault.Error.Problem);
    }

    private static ContainerStore StoreOn(Transport transport) => new(
        ContainerAddress.TryParse("http://127.0.0.1:1/account/bridges", allowsAzurite: true, out _)!,
        () => throw new InvalidOperationException("There is no identity."),
        new BlobClientOptions { Transport = transport, Retry = { MaxRetries = 0 } });

    private static async Task<BridgesUnreadableException> FaultAsync(IBridgePlace place) =>
        await Assert.ThrowsAsync<BridgesUnreadableException>(async () => await place.ReadAsync(CancellationToken.None));

    private static string Listing(IEnumerable<string> names, string next) => $"""
        <?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://127.0.0.1:1/account" ContainerName="bridges"><Blobs>{string.Concat(names.Select(name =>
            $"<Blob><Name>{name}</Name><Properties><Content-Length>1</Content-Length><Etag>0x1</Etag></Properties></Blob>"))}</Blobs><NextMarker>{next}</NextMarker></EnumerationResults>
        """;

    private static List<string> Texts(PlaceContent content) => [.. content.Files.Select(file => $"{file.Name} {file.Problem ?? Encoding.UTF8.GetString(file.Text.Span)}")];

    private static async Task UploadAsync(BlobContainerClient container, string name, string text) => await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);

    /// <summary>Answers in place of the service, for what Azurite cannot show.</summary>
    private sealed class Transport(Func<string, (int Status, string Body)> answer) : HttpPipelineTransport
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Requests { get; private set; }

        public bool IsSilent { get; init; }

        public Task Asked => _asked.Task;

        public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            Requests++;
            _asked.TrySetResult();
            if (IsSilent)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, message.CancellationToken);
            var (status, body) = answer(message.Request.Uri.ToString());
            message.Response = new Answer(status, body);
        }
    }

    private sealed class Answer(int status, string body) : Response
    {
        private Stream? _content = new MemoryStream(Encoding.UTF8.GetBytes(body));

        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream
        {
            get => _content;
            set => _content = value;
        }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose() => _content?.Dispose();

        protected override bool ContainsHeader(string name) => name == "Content-Type";

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [new HttpHeader("Content-Type", "application/xml")];

        protected override bool TryGetHeader(string name, out string value)
        {
            value = "application/xml";
            return ContainsHeader(name);
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            values = ["application/xml"];
            return ContainsHeader(name);
        }
    }
}
