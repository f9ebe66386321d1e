import {
  type GetPromptResult,
  type ListPromptsResult,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import { prompts } from "../prompts/catalog.ts";
import { type Prompt, PromptArgumentError, promptText } from "../prompts/prompt.ts";
import { explain } from "../text/explained.ts";
import { inline } from "../text/foreign.ts";
import { nearest } from "../text/nearest.ts";
import type { Runtime } from "./runtime.ts";
import type { ServedTo } from "./served_to.ts";
import { toolsFor } from "./tool_source.ts";

/** Answers `prompts/list`: those whose tools this caller is shown. */
export async function listPrompts(runtime: Runtime, servedTo: ServedTo): Promise<ListPromptsResult> {
  return {
    prompts: (await offered(runtime, servedTo)).map(({ name, title, description, arguments: taken }) => ({
      name,
      title,
      description,
      arguments: taken.map((argument) => ({
        name: argument.name,
        description: argument.description,
        required: argument.optional !== true,
      })),
    })),
  };
}

/**
 * Answers `prompts/get`.
 *
 * @throws {ProtocolError} for a prompt that is not offered, and for arguments that it cannot use.
 */
export async function getPrompt(
  runtime: Runtime,
  servedTo: ServedTo,
  name: string,
  given: Readonly<Record<string, string>>,
): Promise<GetPromptResult> {
  const known = await offered(runtime, servedTo);
  const prompt = known.find((one) => one.name === name);
  if (prompt === undefined) {
    const near = nearest(name, known.map((one) => one.name));
    throw invalid(
      `There is no prompt ${inline(JSON.stringify(name))} here.${
        near === undefined ? "" : ` Did you mean ${near}?`
      }`,
    );
  }
  try {
    const text = promptText(prompt, given);
    return { description: prompt.description, messages: [{ role: "user", content: { type: "text", text } }] };
  } catch (error) {
    throw error instanceof PromptArgumentError ? invalid(explain(error)) : error;
  }
}

async function offered(runtime: Runtime, { policy }: ServedTo): Promise<readonly Prompt[]> {
  const listed = new Set((await toolsFor({ policy, ssh: runtime.hasSsh })).map(({ name }) => name));
  return prompts.filter(({ tools }) => tools.every((tool) => listed.has(tool)));
}

function invalid(sentence: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, sentence);
}
