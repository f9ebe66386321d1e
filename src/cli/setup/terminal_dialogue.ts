import * as clack from "@clack/prompts";
import { coloursFor, isRichTerminal } from "../colours.ts";
import { print } from "../print.ts";
import { Cancelled, type Dialogue } from "./dialogue.ts";

/** Speaks with the person at the terminal. */
export function terminalDialogue(): Dialogue {
  clack.intro("proxmox-mcp setup (Ctrl-C gives up, and leaves everything as it was)");
  return {
    isWithPerson: true,
    text: async ({ message, initial, placeholder, fault }) =>
      answered(
        await clack.text({
          message,
          ...(initial === undefined ? {} : { initialValue: initial }),
          ...(placeholder === undefined ? {} : { placeholder }),
          validate: (answer) => fault?.((answer ?? "").trim()),
        }),
      ).trim(),
    secret: async ({ message }) =>
      answered(
        await clack.password({
          message,
          validate: (answer) => (answer ?? "") === "" ? "Nothing was typed." : undefined,
        }),
      ),
    agree: async ({ message, initial }) => answered(await clack.confirm({ message, initialValue: initial })),
    choose: async ({ message, choices, initial }) => {
      const options = choices.map(({ value, title, hint }) => ({ value, label: title, ...hinted(hint) }));
      return pick(
        choices,
        answered(await clack.select<string>({ message, options, initialValue: initial })),
      );
    },
    chooseSome: async ({ message, choices }) => {
      const options = choices.map(({ value, title, hint }) => ({ value, label: title, ...hinted(hint) }));
      const initialValues = choices.map(({ value }) => value);
      const chosen = answered(
        await clack.multiselect<string>({ message, options, initialValues, required: false }),
      );
      return choices.map(({ value }) => value).filter((value) => chosen.includes(value));
    },
    tell: (text) => Promise.resolve(clack.log.success(text)),
    warn: (text) => Promise.resolve(clack.log.warn(text)),
    // Without a frame, so that lines can be copied.
    show: async (heading, lines) => {
      clack.log.step(heading);
      await print(lines.map((line) => `   ${line}`).join("\n"));
    },
    during,
    end: (text) => Promise.resolve(clack.outro(text)),
  };
}

/** The line is taken away when the work is done. The library's spinner would end the process at Ctrl-C, half-way. */
async function during<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  if (!isRichTerminal(Deno.stdout)) return await work();
  const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));
  write(coloursFor(Deno.stdout).dim(`│  ${what} ...`));
  try {
    return await work();
  } finally {
    write("\r\x1b[2K");
  }
}

function hinted(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}

function pick<Value extends string>(choices: readonly { readonly value: Value }[], chosen: string): Value {
  const found = choices.find(({ value }) => value === chosen);
  if (found === undefined) throw new Cancelled();
  return found.value;
}

function answered<Value>(answer: Value | symbol): Exclude<Value, symbol> {
  if (clack.isCancel(answer)) throw new Cancelled();
  return answer as Exclude<Value, symbol>;
}
