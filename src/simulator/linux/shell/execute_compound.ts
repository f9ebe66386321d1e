import { expandFields, expandPattern, expandText } from "./expand.ts";
import { LoopJump } from "./flow.ts";
import { matchesPattern } from "./pattern.ts";
import type { Shell } from "./shell.ts";
import type { CompoundCommand } from "./syntax.ts";

type Of<K extends CompoundCommand["kind"]> = Extract<CompoundCommand, { readonly kind: K }>;

/** Runs a compound command and answers with its exit code; a subshell's in the process that was made for it. */
export async function executeCompound(shell: Shell, command: CompoundCommand): Promise<number> {
  switch (command.kind) {
    case "group":
    case "subshell":
      return await shell.run(command.body);
    case "function":
      shell.functions.set(command.name, command.body);
      return 0;
    case "if":
      return await executeIf(shell, command);
    case "while":
      return await executeWhile(shell, command);
    case "for":
      return await executeFor(shell, command);
    case "case":
      return await executeCase(shell, command);
  }
}

async function executeIf(shell: Shell, { branches, otherwise }: Of<"if">): Promise<number> {
  for (const { condition, body } of branches) {
    if (await shell.holds(condition)) return await shell.run(body);
  }
  return otherwise === undefined ? 0 : await shell.run(otherwise);
}

async function executeWhile(shell: Shell, { condition, until, body }: Of<"while">): Promise<number> {
  let code = 0;
  await loop(shell, async () => {
    if (await shell.holds(condition) === until) return false;
    code = await shell.run(body);
    return true;
  });
  return code;
}

async function executeFor(shell: Shell, { name, words, body }: Of<"for">): Promise<number> {
  const values = words === undefined ? [...shell.positional] : await expandFields(shell, words);
  let code = 0;
  await loop(shell, async () => {
    const value = values.shift();
    if (value === undefined) return false;
    shell.variables.set(name, value);
    code = await shell.run(body);
    return true;
  });
  return code;
}

/** Repeats a step until it says no, or a `break` ends it. */
async function loop(shell: Shell, step: () => Promise<boolean>): Promise<void> {
  shell.loops += 1;
  try {
    for (let goesOn = true; goesOn;) {
      await shell.process.breathe();
      goesOn = await stepOver(step);
    }
  } finally {
    shell.loops -= 1;
  }
}

async function stepOver(step: () => Promise<boolean>): Promise<boolean> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof LoopJump)) throw error;
    error.levels -= 1;
    if (error.levels > 0) throw error;
    return error.way === "continue";
  }
}

async function executeCase(shell: Shell, { word, clauses }: Of<"case">): Promise<number> {
  const text = await expandText(shell, word);
  for (const { patterns, body } of clauses) {
    for (const pattern of patterns) {
      if (matchesPattern(text, await expandPattern(shell, pattern))) return await shell.run(body);
    }
  }
  return 0;
}
