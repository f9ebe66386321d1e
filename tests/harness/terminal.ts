import { join } from "node:path";
import { serverCommand } from "./command.ts";
import { temporaryDirectory } from "./cluster.ts";

/** Whether `tmux` is there, which gives a program a terminal, types into it, and tells what is on the screen. */
export const hasTmux = Deno.build.os !== "windows" && await works("tmux", ["-V"]);

/** After this many milliseconds a wait fails instead of hanging the suite. */
const patience = 30_000;

/** `tmux` tells nobody of a change, so the screen is looked at every so many milliseconds. */
const interval = 40;

/** `main.ts` in a terminal of its own. */
export class Terminal implements AsyncDisposable {
  readonly #socket: string;
  readonly #directory: string;

  private constructor(socket: string, directory: string) {
    this.#socket = socket;
    this.#directory = directory;
  }

  /** Starts `main.ts` with these arguments, as a person would; what it ends with is written below it. */
  static async start(
    args: readonly string[],
    options: {
      readonly environment: Readonly<Record<string, string>>;
      readonly directory: string;
      readonly columns?: number;
    },
  ): Promise<Terminal> {
    const { program, args: own, environment } = serverCommand(args);
    const directory = await temporaryDirectory();
    const terminal = new Terminal(join(directory, "tmux"), directory);
    const variables = { ...environment, LANG: "C.UTF-8", ...options.environment };
    const words = [
      "env",
      "-i",
      "TERM=tmux-256color",
      ...Object.entries(variables).map((entry) => entry.join("=")),
    ];
    const line = [...words, program, ...own].map(quoted).join(" ");
    // The terminal stays open for a last look until it is ended; a forgotten one ends by itself.
    const script = `${line}; echo "ended with $?"; sleep ${(patience * 4) / 1000}`;
    await terminal.#tmux([
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-x",
      String(options.columns ?? 200),
      "-y",
      "50",
      "-c",
      options.directory,
      script,
    ]);
    return terminal;
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux(["send-keys", "-l", "--", text]);
  }

  /** Presses a key by tmux's name for it: `Enter`, `Down`, `C-c`. */
  async press(key: string): Promise<void> {
    await this.#tmux(["send-keys", key]);
  }

  /** Everything on the screen and above it, without colours and trailing spaces. */
  async screen(): Promise<string> {
    const text = await this.#tmux(["capture-pane", "-p", "-J", "-S", "-"]);
    return text.split("\n").map((line) => line.trimEnd()).join("\n").trimEnd();
  }

  /** What is on the screen, with the escapes that colour it. */
  async colouredScreen(): Promise<string> {
    return await this.#tmux(["capture-pane", "-p", "-e"]);
  }

  /** Waits until the screen shows something that fits, and returns the screen. */
  async shows(pattern: RegExp): Promise<string> {
    const end = performance.now() + patience;
    for (;;) {
      const screen = await this.screen();
      if (pattern.test(screen)) return screen;
      if (performance.now() > end) {
        throw new Error(`Within ${patience} ms there was not ${pattern} on\n${screen}`);
      }
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  }

  /** Waits for the end of the program and returns its exit code. */
  async ended(): Promise<number> {
    const screen = await this.shows(/^ended with \d+$/m);
    return Number(/^ended with (\d+)$/m.exec(screen)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux(["kill-server"]).catch(() => {});
    await Deno.remove(this.#directory, { recursive: true });
  }

  async #tmux(args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-S", this.#socket, ...args],
      env: { LANG: "C.UTF-8" },
      stdin: "null",
      signal: AbortSignal.timeout(patience),
    }).output();
    const decoder = new TextDecoder();
    if (success) return decoder.decode(stdout);
    throw new Error(`tmux ${args.join(" ")} failed: ${decoder.decode(stderr)}`);
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

async function works(program: string, args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
