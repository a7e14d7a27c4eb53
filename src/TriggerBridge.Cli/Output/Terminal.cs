using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace TriggerBridge.Cli.Output;

/// <summary>Where a command's answer goes, in the format that was asked for.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, OutputFormat format)
{
    private const int WidthOfFiles = 100_000;

    // What is done by then needs no sign that it goes on.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where a command writes: its answer, and what went wrong on the way to one.</summary>
    public static Terminal Of(ParseResult parsed) =>
        new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(OutputOption.Instance));

    /// <summary>Does a command's work, and says why where it cannot be done.</summary>
    public async Task<int> RunAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (CliException fault)
        {
            return await FailAsync(fault.Message, fault.ExitCode);
        }
    }

    /// <summary>Writes the answer: as JSON, or as <paramref name="draw"/> shows it to people.</summary>
    public async Task AnswerAsync<T>(T answer, JsonTypeInfo<T> type, Action<IAnsiConsole> draw)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await output.WriteLineAsync(Write(answer, type));
                break;
            case OutputFormat.Ndjson:
                foreach (var row in JsonRows.Of(answer, type)) await output.WriteLineAsync(JsonRows.Line(row));
                break;
            case OutputFormat.Tsv:
                foreach (var line in JsonRows.Tabbed(JsonRows.Of(answer, type))) await output.WriteLineAsync(line);
                break;
            default:
                draw(CreateConsole());
                break;
        }
    }

    /// <summary>Shows people what they are about to be asked; a script gets it with the answer.</summary>
    public void Show(Action<IAnsiConsole> draw)
    {
        if (format == OutputFormat.Text)
            draw(CreateConsole());
    }

    /// <summary>Says that something is done, to people: a script has the exit code.</summary>
    public Task DoneAsync(string what) => format == OutputFormat.Text ? output.WriteLineAsync(what) : Task.CompletedTask;

    /// <summary>Shows somebody who watches that work goes on.</summary>
    public Task<T> WaitAsync<T>(string what, Func<Task<T>> work) => WaitAsync(what, _ => work());

    /// <summary>Shows somebody who watches that work goes on, once it takes longer than a moment. The work may say how far it is.</summary>
    public async Task<T> WaitAsync<T>(string what, Func<Action<string>, Task<T>> work)
    {
        if (!IsWatched) return await work(_ => { });
        var latest = what;
        Action<string> show = text => latest = text;
        var running = work(text => show(text));
        using var ended = new CancellationTokenSource();
        await Task.WhenAny(running, Task.Delay(Moment, TimeProvider.System, ended.Token));
        await ended.CancelAsync();
        if (running.IsCompleted) return await running;
        return await CreateErrorConsole().Status().StartAsync(Markup.Escape(latest), context =>
        {
            show = text => context.Status(Markup.Escape(text));
            return running;
        });
    }

    /// <summary>In which format it answers.</summary>
    public OutputFormat Format => format;

    /// <summary>Somebody sees what goes to standard error while the answer is made.</summary>
    public bool IsWatched => ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>Writes a line as it is, whatever the format.</summary>
    public Task WriteLineAsync(string line) => output.WriteLineAsync(line);

    /// <summary>Tells whoever runs the command something that is no part of its answer.</summary>
    public Task TellAsync(string line) => error.WriteLineAsync(line);

    /// <summary>Standard output, for what goes there piece by piece.</summary>
    public TextWriter Output => output;

    /// <summary>Asks before something that cannot be taken back.</summary>
    /// <exception cref="CliException">There is no terminal to answer at, or the answer was no.</exception>
    public void Agree(string question, bool agreed)
    {
        if (agreed)
            return;
        if (!CanAsk)
            throw new CliException($"{question} This is no terminal where you could answer: give --yes to agree.", ExitCode.Usage);
        if (!CreateErrorConsole().Confirm(Markup.Escape(question), defaultValue: false))
            throw new CliException("Nothing was done.", ExitCode.Errors);
    }

    /// <summary>Asks for what was not given.</summary>
    /// <param name="suggestion">What Enter answers; null: nothing.</param>
    /// <returns>Null where there is no terminal to answer at.</returns>
    public string? Ask(string question, string? suggestion = null)
    {
        if (!CanAsk) return null;
        var prompt = new TextPrompt<string>(Markup.Escape(question));
        return CreateErrorConsole().Prompt(suggestion is null ? prompt : prompt.DefaultValue(suggestion));
    }

    /// <summary>Asks for what nobody may see.</summary>
    /// <returns>Null where there is no terminal to answer at.</returns>
    public string? AskSecret(string question) => CanAsk ? CreateErrorConsole().Prompt(new TextPrompt<string>(Markup.Escape(question)).Secret(mask: null).AllowEmpty()) : null;

    /// <summary>Asks for one of some.</summary>
    /// <returns>Null where there is no terminal to answer at.</returns>
    public string? Choose(string question, IEnumerable<string> choices) =>
        CanAsk ? CreateErrorConsole().Prompt(new SelectionPrompt<string>().Title(Markup.Escape(question)).EnableSearch().AddChoices(choices)) : null;

    /// <summary>Somebody sits at it, who can press keys.</summary>
    public bool CanAsk => ReferenceEquals(output, Console.Out) && !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Says why there is no answer.</summary>
    /// <returns><paramref name="exitCode"/>.</returns>
    public async Task<int> FailAsync(string problem, int exitCode)
    {
        await error.WriteLineAsync(problem);
        return exitCode;
    }

    /// <summary>For what is shown bit by bit, line by line: a line that is longer than the terminal is left to that.</summary>
    public IAnsiConsole CreateLines()
    {
        var console = CreateConsole();
        console.Profile.Width = WidthOfFiles;
        return console;
    }

    private IAnsiConsole CreateConsole()
    {
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiOf(isTerminal, NoColor) });
        // In a file or a pipe, a line is a line.
        if (!isTerminal) console.Profile.Width = WidthOfFiles;
        return console;
    }

    // What goes to people while an answer is made.
    private IAnsiConsole CreateErrorConsole() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error), Ansi = AnsiOf(isTerminal: true, NoColor) });

    private static string? NoColor => Environment.GetEnvironmentVariable("NO_COLOR");

    /// <summary>Whether text may be bold or coloured. By itself, Spectre leaves bold where NO_COLOR is set.</summary>
    internal static AnsiSupport AnsiOf(bool isTerminal, string? noColor) =>
        isTerminal && string.IsNullOrEmpty(noColor) ? AnsiSupport.Detect : AnsiSupport.No;

    /// <summary>JSON with its lines indented; what stands in it is written as it is, not escaped for web pages.</summary>
    public static string Write<T>(T value, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
            JsonSerializer.Serialize(writer, value, type);
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
