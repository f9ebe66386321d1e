import { redactText } from "../../log/redact.ts";
import { clean } from "../../text/foreign.ts";
import { counted } from "../../text/list.ts";
import { coloursFor, isRichTerminal } from "../colours.ts";
import { print } from "../print.ts";
import { progressLine } from "../progress_line.ts";
import { terminalWidth } from "../terminal_width.ts";
import type { Finding, Verdict } from "./check.ts";
import type { Listener } from "./examination.ts";
import { type Look, wordedFinding } from "./worded_finding.ts";

/** A check of one cluster and what it found. */
interface Examined extends Finding {
  /** Empty where only one cluster is configured. */
  readonly cluster: string;
  readonly check: string;
}

/** What doctor found so far: printed as it comes for a person, at the end for a program. */
export class Report {
  readonly #found: Examined[] = [];
  readonly #asJson: boolean;
  readonly #colours = coloursFor(Deno.stdout);
  readonly #look: Look = {
    colours: this.#colours,
    width: isRichTerminal(Deno.stdout) ? terminalWidth() : undefined,
  };

  constructor(asJson: boolean) {
    this.#asJson = asJson;
  }

  /** Begins with one of several clusters. */
  async heading(cluster: string): Promise<void> {
    if (!this.#asJson && cluster !== "") await print(`\n${this.#colours.bold(cluster)}`);
  }

  /** Takes what is found in a cluster, and on a terminal shows what is being looked at meanwhile. */
  listener(cluster: string): Listener & Disposable {
    const progress = this.#asJson || !isRichTerminal(Deno.stdout) || !isRichTerminal(Deno.stderr)
      ? undefined
      : progressLine();
    return {
      began: (check) => progress?.show({ percent: undefined, message: `… ${check}` }),
      found: async (check, finding) => {
        progress?.clear();
        await this.add(cluster, check, finding);
      },
      [Symbol.dispose]: () => progress?.clear(),
    };
  }

  /** Takes one finding, without secrets and terminal escapes. */
  async add(cluster: string, check: string, { verdict, text, remedy }: Finding): Promise<void> {
    const examined: Examined = {
      cluster,
      check,
      verdict,
      text: shown(text),
      ...(remedy === undefined || remedy === "" ? {} : { remedy: shown(remedy) }),
    };
    this.#found.push(examined);
    if (!this.#asJson) await print(wordedFinding(check, examined, this.#look));
  }

  /** Prints the sum of it, or all of it as JSON. */
  async end(): Promise<void> {
    if (this.#asJson) return await print(JSON.stringify(this.#found, null, 2));
    const failures = this.#count("failure");
    const warnings = this.#count("warning");
    const { red, yellow, green } = this.#colours;
    const broken = failures === 0 ? [] : [red(`${counted(failures, "thing")} to mend`)];
    const odd = warnings === 0 ? [] : [yellow(`${counted(warnings, "thing")} worth a look`)];
    const sum = [...broken, ...odd].join(", ");
    await print(`\n${sum === "" ? green("All is well.") : `${sum}.`}`);
  }

  /** 2 when something does not work, 1 with warnings alone, else 0. */
  get exitCode(): number {
    if (this.#count("failure") > 0) return 2;
    return this.#count("warning") > 0 ? 1 : 0;
  }

  #count(verdict: Verdict): number {
    return this.#found.filter((examined) => examined.verdict === verdict).length;
  }
}

function shown(text: string): string {
  return redactText(clean(text));
}
