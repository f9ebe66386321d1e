/**
 * A signal that fires when the process is told to end: SIGINT, SIGTERM, or on Windows Ctrl-C and Ctrl-Break.
 *
 * While it is not disposed of, those do not end the process by themselves.
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #names: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];
  readonly #interrupt = () => this.#controller.abort(new DOMException("Interrupted", "AbortError"));

  constructor() {
    for (const name of this.#names) Deno.addSignalListener(name, this.#interrupt);
  }

  /** Fires at the first interruption. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Lets the signals end the process again. */
  [Symbol.dispose](): void {
    for (const name of this.#names) Deno.removeSignalListener(name, this.#interrupt);
  }
}
