using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace TriggerBridge.Ledger;

/// <summary>Where the ledger stands.</summary>
public sealed class LedgerOptions
{
    /// <summary>The setting <c>AzureWebJobsStorage</c>: a storage account's connection string, or <c>UseDevelopmentStorage=true</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The setting <c>TriggerBridge__TableServiceUri</c>: the account's table endpoint, called with the app's own identity. It wins.</summary>
    public Uri? TableServiceUri { get; set; }
}

internal sealed class LedgerOptionsValidator : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
        if (options.TableServiceUri is { } uri)
        {
            return uri.IsAbsoluteUri && uri.Scheme == Uri.UriSchemeHttps
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("TriggerBridge__TableServiceUri must be an address such as https://account.table.core.windows.net.");
        }

        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail("AzureWebJobsStorage is not set: give the storage account's connection string, or set TriggerBridge__TableServiceUri "
                + "to its table endpoint to use the app's identity.");
        }

        try
        {
            _ = new TableServiceClient(options.ConnectionString);
            return ValidateOptionsResult.Success;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidOperationException)
        {
            // Its message may repeat a part of the account's key.
            return ValidateOptionsResult.Fail("AzureWebJobsStorage cannot be read: it must be a storage account's connection string, or UseDevelopmentStorage=true.");
        }
    }
}
