using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace TriggerBridge.Bridges.Places;

/// <summary>A blob container as a store.</summary>
internal sealed class ContainerStore : IFileStore
{
    // Azurite's own, the same everywhere: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
    private const string KeyOfAzurite = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly BlobContainerClient _container;

    /// <param name="identity">Asked for only where it is needed.</param>
    /// <param name="options">How long a call may take, and how often it is repeated.</param>
    public ContainerStore(ContainerAddress address, Func<TokenCredential> identity, BlobClientOptions options)
    {
        Name = address.ToString();
        // Its events hold addresses; what goes wrong is told by whoever reads.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        _container = address.AzuriteAccount is { } account
            ? new BlobContainerClient(address.Uri, new StorageSharedKeyCredential(account, KeyOfAzurite), options)
            : new BlobContainerClient(address.Uri, identity(), options);
    }

    public string Name { get; }

    public Task<StoredRead> ReadAsync(string name, int most, string? known, CancellationToken cancellationToken) => DoAsync<StoredRead>(
        async () =>
        {
            try
            {
                var options = new BlobDownloadOptions { Conditions = known is null ? null : new BlobRequestConditions { IfNoneMatch = new ETag(known) } };
                var answer = await _container.GetBlobClient(name).DownloadStreamingAsync(options, cancellationToken);
                if (answer.GetRawResponse().Status == 304)
                    return new StoredRead.Unchanged();
                using var download = answer.Value;
                if (download.Details.ContentLength > most)
                    return new StoredRead.TooLong();
                var text = new byte[download.Details.ContentLength];
                await download.Content.ReadExactlyAsync(text, cancellationToken);
                return new StoredRead.Found(text, TagOf(download.Details.ETag));
            }
            catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return new StoredRead.Missing();
            }
        },
        cancellationToken);

    public Task WriteAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        DoAsync(() => UploadAsync(name, text, conditions: null, cancellationToken), cancellationToken);

    public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> text, string? tag, CancellationToken cancellationToken) => DoAsync(
        async () =>
        {
            try
            {
                var conditions = tag is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(tag) };
                return (string?)await UploadAsync(name, text, conditions, cancellationToken);
            }
            catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.ConditionNotMet || fault.ErrorCode == BlobErrorCode.BlobAlreadyExists)
            {
                return null;
            }
        },
        cancellationToken);

    public async IAsyncEnumerable<StoredFile> ListAsync(string folder, ICollection<string>? folders, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new GetBlobsByHierarchyOptions { Delimiter = "/", Prefix = folder.Length == 0 ? null : folder + "/" };
        await using var pages = _container.GetBlobsByHierarchyAsync(options, cancellationToken).AsPages().GetAsyncEnumerator(cancellationToken);
        while (await DoAsync(() => pages.MoveNextAsync().AsTask(), cancellationToken))
        {
            var now = pages.Current.GetRawResponse().Headers.Date;
            foreach (var inside in folders is null ? [] : pages.Current.Values.Where(item => item.IsPrefix))
                folders!.Add(inside.Prefix[(options.Prefix?.Length ?? 0)..].TrimEnd('/'));
            foreach (var blob in pages.Current.Values.Where(item => item.IsBlob).Select(item => item.Blob))
                yield return new StoredFile(blob.Name, blob.Properties.ContentLength ?? 0, blob.Properties.ETag is { } tag ? TagOf(tag) : "", now - blob.Properties.LastModified ?? TimeSpan.Zero);
        }
    }

    public Task DeleteAsync(StoredFile file, CancellationToken cancellationToken) => DoAsync(
        async () =>
        {
            try
            {
                await _container.GetBlobClient(file.Name).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = new ETag(file.Tag) }, cancellationToken);
            }
            catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.ConditionNotMet || fault.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                // Somebody has just written it again, or deleted it.
            }

            return true;
        },
        cancellationToken);

    private async Task<string> UploadAsync(string name, ReadOnlyMemory<byte> text, BlobRequestConditions? conditions, CancellationToken cancellationToken) =>
        TagOf((await _container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(text), new BlobUploadOptions { Conditions = conditions }, cancellationToken)).Value.ETag);

    // A list has it without the quotation marks that it has in a header.
    private static string TagOf(ETag tag) => tag.ToString("H");

    [SuppressMessage("Design", "CA1031", Justification = "It is thrown again as what it is to whoever reads.")]
    private async Task<T> DoAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (RequestFailedException fault) when (fault.Status != 0)
        {
            throw Refused(fault);
        }
        catch (AuthenticationFailedException fault)
        {
            throw Fault(PlaceFault.Forbidden, $"could not be asked, for there is no identity to sign in with: in Azure give the app one, on your machine sign in with 'az login' ({FirstLine(fault)})", fault);
        }
        // Several tries; a time-out of one; an answer that breaks off, or is none of the service: for that the client throws whatever comes.
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw Fault(PlaceFault.NoAnswer, $"does not answer ({FirstLine(fault is AggregateException { InnerExceptions: [.., var last] } ? last : fault)})", fault);
        }
    }

    private BridgesUnreadableException Refused(RequestFailedException fault)
    {
        if (fault.ErrorCode == BlobErrorCode.ContainerNotFound)
            return Fault(PlaceFault.Missing, "there is no such container: make it, or correct its address", fault);
        return fault.Status is 401 or 403
            ? Fault(PlaceFault.Forbidden, $"refuses this identity ({fault.ErrorCode}): to read, it needs the role Storage Blob Data Reader on the container, to push Storage Blob Data Contributor; a new role takes minutes", fault)
            : Fault(PlaceFault.NoAnswer, string.Create(CultureInfo.InvariantCulture, $"answers {fault.Status} {fault.ErrorCode}"), fault);
    }

    private BridgesUnreadableException Fault(PlaceFault kind, string problem, Exception fault) => new(Name, problem, fault) { Fault = kind };

    private static string FirstLine(Exception fault) => fault.Message.Split('\n', 2)[0].TrimEnd('\r');
}
