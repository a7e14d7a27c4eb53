using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Creating;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Cli.Sending;
using TriggerBridge.Credentials;

namespace TriggerBridge.Cli.Dev;

/// <summary>One run of <c>dev</c>, from the start of the programs to their end.</summary>
internal sealed partial class DevSession(DevOptions options, DevFiles files, DevServices services, DevScreen screen, DevKeys? keys)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // The ledger is read for them.
    private static readonly TimeSpan NewsInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReachInterval = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly DevFolder _folder = new(options.Folder);
    private readonly DevSecrets _secrets = new(files.Secrets, makesClients: options.Live is null);
    private readonly Recordings _recordings = new(files.Requests);
    private readonly EventFeed _feed = new();
    private IReadOnlyCollection<string> _tenants = [];
    private Recording? _lastRequest;
    private string? _followProblem;
    private long? _newsAsked;
    private long? _reachAsked;
    private bool _isReached;
    private string? _reachProblem;

    private AppWatch Watch => field ??= new AppWatch(screen, _folder, files.Secrets, AddressAsync, _time);

    private AppAddress App => AppAddress.TryParse(services.App.AbsoluteUri)!;

    /// <exception cref="CliException">A program could not be started, or has ended.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ignored = files.Ignore();
        _folder.Look();
        var made = await _secrets.MakeAsync(_folder, cancellationToken);
        if (options.Live is null) await SimulatedTenant.WriteReaderAsync(files.Clients, await _secrets.ReadAsync(cancellationToken), cancellationToken);
        _tenants = _folder.Tenants;
        await services.StartAsync(_tenants, cancellationToken);
        using var tenant = services.Simulator is { } simulator ? new SimulatedTenant(simulator) : null;
        using var reach = options.Public is { } address ? new PublicReach(address) : null;
        var known = await _secrets.ReadAsync(cancellationToken);
        if (tenant is not null) await tenant.SetUpAsync(_folder.Bridges, known, cancellationToken);
        using var api = new AppApi(App, known[DevServices.OperatorKey].Reveal());
        if (await AppState.ReadDeliveriesAsync(api, cancellationToken) is { } before) _feed.Skip(before);

        if (made.Count > 0) screen.SecretsMade(made, files.Secrets);
        screen.Begin(new DevBeginning(options.Folder, (options.Public ?? App).ToString(), options.Live is { } live ? $"tenant {live.Name}" : $"simulator at {services.Simulator!.GetLeftPart(UriPartial.Authority)}", ignored, await AddressesAsync(cancellationToken), [.. _folder.Bridges.Select(bridge => bridge.Name)], keys is not null));
        await Watch.ShowAsync(api, cancellationToken);
        if (options.Live is { ReadCredential: var reader } && !known.ContainsKey(reader))
            screen.Warning(_time.GetUtcNow(), $"There is no '{reader}' in {files.Secrets}, the client of a personal access token: executions are not followed to their end");
        while (!cancellationToken.IsCancellationRequested && !await PressedAsync(api, cancellationToken))
        {
            await services.CheckAsync();
            if (_folder.Look() || _followProblem is not null) await FollowAsync(tenant, cancellationToken);
            ShowRequests(reach);
            ShowLog();
            if (_newsAsked is not { } last || _time.GetElapsedTime(last) >= NewsInterval) await ShowNewsAsync(api, cancellationToken);
            if (reach is not null && !_isReached) await ReachAsync(reach, cancellationToken);
            await Task.Delay(Interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The files have changed: what they name now must be there.
    private async Task FollowAsync(SimulatedTenant? tenant, CancellationToken cancellationToken)
    {
        try
        {
            if (await _secrets.MakeAsync(_folder, cancellationToken) is { Count: > 0 } made) screen.SecretsMade(made, files.Secrets);
            if (tenant is not null) await tenant.SetUpAsync(_folder.Bridges, await _secrets.ReadAsync(cancellationToken), cancellationToken);
            _followProblem = null;
        }
        catch (CliException fault)
        {
            // Somebody may just be writing the secrets: tried again until it works.
            if (fault.Message != _followProblem) screen.Warning(_time.GetUtcNow(), fault.Message);
            _followProblem = fault.Message;
        }

        if (options.Live is null && _folder.Tenants.Except(_tenants, StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } added)
        {
            screen.Say($"          tenant {string.Join(", ", added)} is new: the app starts anew with it");
            _tenants = [.. _tenants.Union(added, StringComparer.OrdinalIgnoreCase)];
            await services.RestartAppAsync(_tenants, cancellationToken);
        }
    }

    private void ShowRequests(PublicReach? reach)
    {
        foreach (var request in _recordings.Take())
        {
            if (PublicReach.IsCheck(request))
            {
                if (reach is not null && !_isReached && reach.Is(request))
                {
                    _isReached = true;
                    screen.Good(_time.GetUtcNow(), $"{options.Public} leads to this app");
                }

                continue;
            }

            _lastRequest = request;
            foreach (var line in _feed.Of(request, [.. _folder.Addresses.Select(each => each.Name)])) screen.Event(line);
        }
    }

    // Why a request was refused is in the log alone: a stranger must not be told.
    private void ShowLog()
    {
        foreach (var line in services.TakeAppLines())
        {
            if (Rejected().Match(line) is { Success: true } rejected) screen.Warning(_time.GetUtcNow(), rejected.Value);
        }
    }

    private async Task ShowNewsAsync(AppApi api, CancellationToken cancellationToken)
    {
        _newsAsked = _time.GetTimestamp();
        try
        {
            if (await AppState.ReadDeliveriesAsync(api, cancellationToken) is { } deliveries)
            {
                // What the sender was answered is told first.
                foreach (var line in _feed.Of(deliveries, _time.GetUtcNow())) screen.Event(line);
            }

            await Watch.ShowAsync(api, cancellationToken);
        }
        catch (CliException)
        {
            // It ends, or starts anew; the next look tells.
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task ReachAsync(PublicReach reach, CancellationToken cancellationToken)
    {
        if (_reachAsked is { } last && _time.GetElapsedTime(last) < ReachInterval) return;
        _reachAsked = _time.GetTimestamp();
        var problem = await reach.AskAsync(cancellationToken);
        ShowRequests(reach);
        if (_isReached) return;
        problem ??= $"{options.Public} leads to an app of TriggerBridge, but not to this one";
        if (problem != _reachProblem) screen.Warning(_time.GetUtcNow(), $"{problem}. It is tried again until it works; --public without an address says more.");
        _reachProblem = problem;
    }

    /// <returns>Whether that is the end.</returns>
    private async Task<bool> PressedAsync(AppApi api, CancellationToken cancellationToken)
    {
        while (keys is not null && keys.TryTake(out var key))
        {
            try
            {
                switch (key)
                {
                    case DevKeys.Quit:
                        return true;
                    case 'r':
                        await ReplayAsync(cancellationToken);
                        break;
                    case 'o':
                        await OpenAsync(api, cancellationToken);
                        break;
                    case 'e':
                        Watch.ShowErrors();
                        break;
                    case 's':
                        await ShowSecretsAsync(cancellationToken);
                        break;
                }
            }
            catch (CliException fault)
            {
                screen.Warning(_time.GetUtcNow(), fault.Message);
            }
        }

        return false;
    }

    private async Task ReplayAsync(CancellationToken cancellationToken)
    {
        if (_lastRequest is null)
        {
            screen.Say("No event has come yet: 'triggerbridge send BRIDGE' sends a sample.");
            return;
        }

        if (_folder.Now.FindAddress(_lastRequest.Name) is not { Webhook: var sender })
            throw new CliException($"The last request was for {_lastRequest.Name}, and nothing has this address.", ExitCode.Errors);
        var request = _lastRequest.Request ?? throw new CliException("The last request was too large to keep.", ExitCode.Errors);
        var secret = await SenderSecret.ReadAsync(sender, _lastRequest.Name, options.Folder, files.Secrets, cancellationToken);
        var sent = SentSample.Sign(
            sender, "The last event", FreshId.Renew(sender, request), new Uri(App.HookOf(_lastRequest.Name)), (options.Public ?? App).HookOf(_lastRequest.Name), secret, _time.GetUtcNow());
        await sent.PostAsync(cancellationToken);
    }

    private async Task OpenAsync(AppApi api, CancellationToken cancellationToken)
    {
        if (_feed.Last is not var (bridge, id))
        {
            screen.Say("No delivery has been seen yet.");
            return;
        }

        var answer = await api.GetAsync($"deliveries/{bridge}/{id}", cancellationToken);
        if (answer.Status != HttpStatusCode.OK) throw api.Refused(answer, $"delivery {bridge}/{id}");
        screen.Say(Terminal.Write(JsonElement.Parse(answer.Body), SamplesJson.Default.JsonElement));
        if (_lastRequest is { } request) screen.Say($"The last request as it came: {request.File}");
    }

    private async Task ShowSecretsAsync(CancellationToken cancellationToken)
    {
        screen.Say(files.Secrets);
        foreach (var (name, value) in (await _secrets.ReadAsync(cancellationToken)).OrderBy(secret => secret.Key, StringComparer.Ordinal)) screen.Secret(name, value.Reveal());
    }

    private async Task<IReadOnlyList<DevAddress>> AddressesAsync(CancellationToken cancellationToken)
    {
        var addresses = new List<DevAddress>();
        foreach (var address in _folder.Addresses) addresses.Add(await AddressAsync(address, cancellationToken));
        return addresses;
    }

    private async Task<DevAddress> AddressAsync(HookAddress address, CancellationToken cancellationToken)
    {
        var url = (options.Public ?? App).HookOf(address.Name);
        var setup = SenderStart.All[address.Webhook.Scheme].SetupOf(address.Name, url, $"'{(address.Webhook.SecretNames is [var secret, ..] ? secret : null)}' ({files.Secrets})", $"'{address.Webhook.VerifyTokenName}' ({files.Secrets})");
        if (!options.ShowSecrets) return new DevAddress(address.Name, url, setup, []);
        IReadOnlyDictionary<string, SecretValue> known;
        try
        {
            known = await _secrets.ReadAsync(cancellationToken);
        }
        catch (CliException)
        {
            // Somebody may just be writing them; 's' shows them later.
            return new DevAddress(address.Name, url, setup, []);
        }

        return new DevAddress(address.Name, url, setup, [.. address.Webhook.SecretNames.Append(address.Webhook.VerifyTokenName).OfType<string>().Where(known.ContainsKey).Select(name => (name, known[name].Reveal()))]);
    }

    [GeneratedRegex(@"\S+ \S+ rejected requests: .*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Rejected();
}
