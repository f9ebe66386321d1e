import { commands } from "../../src/cli/commands.ts";
import { bashScript } from "../../src/cli/completions/bash.ts";
import { fishScript } from "../../src/cli/completions/fish.ts";
import { vocabularyOf } from "../../src/cli/completions/vocabulary.ts";
import { zshScript } from "../../src/cli/completions/zsh.ts";
import { manualPage } from "./manual.ts";
import type { Release } from "./release.ts";

const repository = new URL("../../", import.meta.url);

/** What packages install beside the binary. */
export interface Documents {
  readonly license: string;
  readonly manual: string;
  /** The completion scripts by shell. */
  readonly completions: Readonly<Record<"bash" | "zsh" | "fish", string>>;
}

/** Reads or generates what packages install beside the binary. */
export async function readDocuments(release: Release): Promise<Documents> {
  const vocabulary = vocabularyOf(commands);
  return {
    license: await Deno.readTextFile(new URL("LICENSE", repository)),
    manual: manualPage(release),
    completions: {
      bash: bashScript(vocabulary),
      zsh: zshScript(vocabulary),
      fish: fishScript(vocabulary),
    },
  };
}
