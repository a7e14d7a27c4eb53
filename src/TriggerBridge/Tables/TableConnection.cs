using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace TriggerBridge.Tables;

/// <summary>The requests to one table: address, headers, body, and which answers are errors.</summary>
internal sealed class TableConnection(HttpPipeline pipeline, TableAddress address)
{
    // The first version that takes a Microsoft Entra token for tables.
    private const string ServiceVersion = "2020-12-06";

    private const string Json = "application/json";

    private static readonly StatusCodeClassifier CreatedOrThere = new([201, 204, 409]);
    private static readonly StatusCodeClassifier FoundOrMissing = new([200, 404]);
    private static readonly StatusCodeClassifier DeletedOrMissing = new([204, 404]);

    public TableAddress Address => address;

    public async Task<Response> CreateTableAsync(string name, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Post, address.Tables, CreatedOrThere);
        message.Request.Headers.Add("Prefer", "return-no-content");
        var body = RequestBody.Rent();
        body.WriteTable(name);
        return await SendAsync(message, body, Json, cancellationToken);
    }

    public async Task<Response> InsertAsync(TableEntity entity, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Post, address.Table);
        message.Request.Headers.Add("Prefer", "return-no-content");
        return await SendAsync(message, entity, cancellationToken);
    }

    /// <param name="entity">The row as it shall be, or what of it shall change.</param>
    /// <param name="ifMatch">Null inserts a row that is missing.</param>
    /// <param name="mode">Whether the other properties stay.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Response> UpdateAsync(TableEntity entity, ETag? ifMatch, TableUpdateMode mode, CancellationToken cancellationToken)
    {
        var method = mode == TableUpdateMode.Merge ? RequestMethod.Patch : RequestMethod.Put;
        using var message = CreateMessage(method, address.Row(entity.PartitionKey, entity.RowKey));
        if (ifMatch is { } etag)
            message.Request.Headers.Add(HttpHeader.Names.IfMatch, etag.ToString());
        return await SendAsync(message, entity, cancellationToken);
    }

    /// <returns>With status 404 if there is no such row.</returns>
    public async Task<Response> DeleteAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Delete, address.Row(partitionKey, rowKey), DeletedOrMissing);
        message.Request.Headers.Add(HttpHeader.Names.IfMatch, ifMatch.ToString());
        return await SendAsync(message, cancellationToken);
    }

    /// <returns>With status 404 if there is no such row.</returns>
    public async Task<Response> ReadAsync(
        string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Get, address.Row(partitionKey, rowKey, select), FoundOrMissing);
        return await SendAsync(message, cancellationToken);
    }

    /// <summary>As <see cref="ReadAsync"/>, on this thread.</summary>
    public Response Read(string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Get, address.Row(partitionKey, rowKey, select), FoundOrMissing);
        pipeline.Send(message, cancellationToken);
        return Checked(message.Response);
    }

    public async Task<Response> QueryAsync(string rows, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Get, rows);
        return await SendAsync(message, cancellationToken);
    }

    public async Task<Response> SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Post, address.Batch);
        var body = RequestBody.Rent();
        TransactionBody.Write(body, address, actions);
        TransactionRules.CheckSize(body.Length);
        return await SendAsync(message, body, TransactionBody.ContentType, cancellationToken);
    }

    private HttpMessage CreateMessage(RequestMethod method, string uri, ResponseClassifier? classifier = null)
    {
        var message = pipeline.CreateMessage();
        message.ResponseClassifier = classifier ?? pipeline.ResponseClassifier;
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(uri));
        message.Request.Headers.Add("x-ms-version", ServiceVersion);
        message.Request.Headers.Add("DataServiceVersion", "3.0");
        message.Request.Headers.Add(HttpHeader.Names.Accept, "application/json;odata=minimalmetadata");
        return message;
    }

    private Task<Response> SendAsync(HttpMessage message, TableEntity entity, CancellationToken cancellationToken)
    {
        var body = RequestBody.Rent();
        body.WriteJson(entity);
        return SendAsync(message, body, Json, cancellationToken);
    }

    private async Task<Response> SendAsync(HttpMessage message, RequestBody body, string contentType, CancellationToken cancellationToken)
    {
        message.Request.Headers.Add(HttpHeader.Names.ContentType, contentType);
        message.Request.Content = body.AsContent();
        await pipeline.SendAsync(message, cancellationToken);
        if (message.ProcessingContext.RetryNumber == 0 && !message.Response.IsError)
            body.Return();
        return Checked(message.Response);
    }

    private async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        await pipeline.SendAsync(message, cancellationToken);
        return Checked(message.Response);
    }

    private static Response Checked(Response response) => response.IsError || IsOtherRefusal(response)
        ? throw new RequestFailedException(response)
        : response;

    // 404 and 409 also mean that there is no table, or not yet again: nobody who asked for a row or a table wants that as an answer.
    private static bool IsOtherRefusal(Response response) => response.Status is 404 or 409 &&
        ODataError.Read(response)?.Code is not (TableErrorCode.ResourceNotFound or TableErrorCode.TableAlreadyExists);
}
