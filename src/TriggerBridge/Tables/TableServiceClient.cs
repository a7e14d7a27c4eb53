using Azure.Core;
using Azure.Core.Pipeline;

namespace TriggerBridge.Tables;

/// <summary>A storage account's tables. Thread-safe; make one and keep it.</summary>
public class TableServiceClient
{
    private const string Scope = "https://storage.azure.com/.default";

    private readonly Uri _endpoint = new("about:blank");
    private readonly HttpPipeline? _pipeline;

    /// <param name="connectionString">
    /// <c>UseDevelopmentStorage=true</c>, or AccountName and AccountKey with either TableEndpoint or EndpointSuffix.
    /// </param>
    /// <param name="options">Retries, transport, diagnostics.</param>
    /// <exception cref="FormatException">The text is no such connection string. The message does not repeat it.</exception>
    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(TableConnectionString.Parse(connectionString), options)
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(endpoint, new SharedKeyLitePolicy(credential, TimeProvider.System), options)
    {
    }

    /// <param name="endpoint">An https address: a token is never sent over plain http, <see cref="InvalidOperationException"/> instead.</param>
    /// <param name="credential">An identity with the role Storage Table Data Contributor.</param>
    /// <param name="options">Retries, transport, diagnostics.</param>
    public TableServiceClient(Uri endpoint, TokenCredential credential, TableClientOptions? options = null)
        : this(endpoint, new BearerTokenAuthenticationPolicy(credential, Scope), options)
    {
    }

    /// <summary>For a fake.</summary>
    protected TableServiceClient()
    {
    }

    private TableServiceClient(TableConnectionString account, TableClientOptions? options)
        : this(account.Endpoint, account.Credential, options)
    {
    }

    private TableServiceClient(Uri endpoint, HttpPipelinePolicy authentication, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
        _pipeline = HttpPipelineBuilder.Build(new HttpPipelineOptions(options ?? new())
        {
            PerCallPolicies = { new NoAnswerPolicy() },
            PerRetryPolicies = { authentication },
            RequestFailedDetailsParser = ODataError.Parser,
        });
    }

    /// <exception cref="ArgumentException">The name is not 3 to 63 letters and digits.</exception>
    public virtual TableClient GetTableClient(string tableName)
    {
        TableRules.CheckTableName(tableName);
        var pipeline = _pipeline ?? throw new NotSupportedException("A fake service makes its own table clients.");
        return new TableClient(tableName, new TableConnection(pipeline, new TableAddress(_endpoint, tableName)));
    }
}
