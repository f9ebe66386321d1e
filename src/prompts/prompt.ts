import type { Completable } from "../proxmox/completion.ts";
import { ExplainedError } from "../text/explained.ts";
import { inline } from "../text/foreign.ts";

/** An argument that a person fills in when choosing a prompt. */
export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  /** Whether it may be left out; it is then the empty text. */
  readonly optional?: true;
  readonly completes?: Completable;
}

/** A task that a person gives the assistant by choosing it, such as a slash command. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Tools without which the task cannot be done; the prompt is there only where all of them are. */
  readonly tools: readonly string[];
  readonly arguments: readonly PromptArgument[];
  /** What the assistant is told, in the second person. */
  readonly text: (given: Readonly<Record<string, string>>) => string;
}

/** A prompt was chosen with arguments that it cannot use. */
export class PromptArgumentError extends ExplainedError {
  override readonly name = "PromptArgumentError";
}

/**
 * Words a prompt; what the person typed stays on one line and within bounds.
 *
 * @throws {PromptArgumentError} naming an argument that is missing or that the prompt does not have.
 */
export function promptText(prompt: Prompt, given: Readonly<Record<string, string>>): string {
  const known = prompt.arguments.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new PromptArgumentError(`The prompt ${prompt.name} has no argument ${inline(unknown)}.`, {
      remedy: known.length === 0 ? "It has none." : `It has: ${known.join(", ")}.`,
    });
  }
  const values = prompt.arguments.map(({ name, optional }): readonly [string, string] => {
    const value = inline(given[name] ?? "", 400).trim();
    if (value === "" && optional !== true) {
      throw new PromptArgumentError(`The argument ${name} of the prompt ${prompt.name} is missing.`);
    }
    return [name, value];
  });
  return prompt.text(Object.fromEntries(values));
}
