import { UsageError } from "../usage_error.ts";
import { print, printError } from "../print.ts";
import type { Dialogue, Question } from "./dialogue.ts";

/** Nobody is asked (`--yes`): proposals count as agreed to, and what has none must be an option. */
export function unattended(): Dialogue {
  return {
    isWithPerson: false,
    text: ({ initial, ...question }) => initial === undefined ? missing(question) : Promise.resolve(initial),
    secret: missing,
    agree: ({ initial, ...question }) => initial ? Promise.resolve(true) : missing(question),
    choose: missing,
    chooseSome: ({ choices }) => Promise.resolve(choices.map(({ value }) => value)),
    tell: print,
    warn: printError,
    show: (heading, lines) => print(`${heading}\n${lines.map((line) => `  ${line}`).join("\n")}`),
    during: (_, work) => work(),
    end: print,
  };
}

function missing({ option }: Question): Promise<never> {
  return Promise.reject(
    new UsageError(`setup --yes asks nothing, so it needs ${option}.`, {
      remedy: "See proxmox-mcp help setup.",
    }),
  );
}
