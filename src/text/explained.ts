/**
 * An error that a person can act on: `message` says what failed, `remedy` what to do about it.
 *
 * Every error the program throws on purpose descends from this class, so that whoever shows an error can
 * print both sentences without knowing its kind.
 */
export class ExplainedError extends Error {
  override readonly name: string = "ExplainedError";

  /** What to do next, as one or more sentences or lines to paste; empty when nothing helps. */
  readonly remedy: string;

  constructor(message: string, options: { readonly remedy?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.remedy = options.remedy ?? "";
  }
}

/**
 * Joins an error's sentence, its remedy and the reasons hidden in its causes into one text.
 *
 * `fetch` and Node hide the real reason in `cause`; a cause whose message the text already contains is left out.
 */
export function explain(error: unknown): string {
  const sentences: string[] = [];
  const seen = new Set<unknown>();
  for (let current = error; current !== undefined && current !== null && !seen.has(current);) {
    seen.add(current);
    const message = (current instanceof Error ? current.message : String(current)).trim();
    if (message !== "" && !sentences.some((sentence) => sentence.includes(message))) {
      // Proxmox's own words, with which many messages end, have no full stop. A remedy stays as it is: it may end in a line to paste.
      sentences.push(/[.!?:]$/.test(message) ? message : `${message}.`);
    }
    if (current instanceof ExplainedError && current.remedy !== "") {
      sentences.push(current.remedy);
      break;
    }
    current = current instanceof Error ? current.cause : undefined;
  }
  // What follows a list of several lines must not look like part of its last line.
  return sentences.reduce((text, sentence) => `${text}${text.includes("\n") ? "\n" : " "}${sentence}`, "")
    .trim();
}
