using Azure.Core;
using Azure.Core.Pipeline;

namespace TriggerBridge.Tables;

/// <summary>A storage account's tables. Thread-safe; make one and keep it.</summary>
public class TableServiceClient
{
    private readonly Func<string, TableConnection>? _connect;

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

    /// <param name="endpoint">
    /// An https address: over plain http no token is sent, each call throws <see cref="InvalidOperationException"/>.
    /// </param>
    /// <param name="credential">An identity with the role Storage Table Data Contributor.</param>
    /// <param name="options">Retries, transport, diagnostics.</param>
    public TableServiceClient(Uri endpoint, TokenCredential credential, TableClientOptions? options = null)
        : this(endpoint, new TokenPolicy(credential), options)
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
        var pipeline = HttpPipelineBuilder.Build(new HttpPipelineOptions(options ?? new())
        {
            PerCallPolicies = { new NoAnswerPolicy() },
            PerRetryPolicies = { authentication },
            RequestFailedDetailsParser = ODataError.Parser,
        });
        _connect = table => new(pipeline, new TableAddress(endpoint, table));
    }

    /// <exception cref="ArgumentException">The name is not 3 to 63 letters and digits.</exception>
    public virtual TableClient GetTableClient(string tableName)
    {
        TableRules.CheckTableName(tableName);
        var connect = _connect ?? throw new NotSupportedException("A fake service makes its own table clients.");
        return new TableClient(tableName, connect(tableName));
    }
}
