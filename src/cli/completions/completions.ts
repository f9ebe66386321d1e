import { print } from "../print.ts";
import { UsageError } from "../usage_error.ts";
import type { Command } from "../command.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";
import { zshScript } from "./zsh.ts";

const scripts: Readonly<Record<string, (vocabulary: Vocabulary) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `proxmox-mcp completions SHELL`: prints the script that completes commands, options, tools and their arguments. */
export async function completionsCommand(
  commands: readonly Command[],
  args: readonly string[],
): Promise<number> {
  const [shell = "", ...others] = args;
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined || others.length > 0) {
    throw new UsageError(`completions cannot use ${JSON.stringify(args.join(" "))}.`, {
      remedy: `Name one shell: ${Object.keys(scripts).join(", ")}.`,
    });
  }
  await print(script(vocabularyOf(commands)));
  return 0;
}
