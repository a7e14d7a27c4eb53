using TriggerBridge.Credentials;

namespace TriggerBridge.Tests.Credentials;

/// <summary>Answers with what the test put into <see cref="Next"/>, and counts the reads.</summary>
internal sealed class ScriptedSecretSource : ISecretSource
{
    private int _reads;
    private int _answers;

    public int Reads => _reads;

    /// <summary>How many reads have ended.</summary>
    public int Answers => _answers;

    public SecretLookup Next { get; set; } = new SecretLookup.Missing("unset");

    /// <summary>Reads answer when this completes.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public string Place => "the test";

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    public bool AnswersAtOnce { get; init; }

    public async Task<SecretLookup> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Gate.WaitAsync(cancellationToken);
        var answer = Next;
        Interlocked.Increment(ref _answers);
        return answer;
    }
}
