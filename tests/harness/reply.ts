import { z } from "zod";
import type { ToolReply } from "./tool_client.ts";

const result = z.object({
  isError: z.boolean().default(false),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  structuredContent: z.unknown().optional(),
});

/** Reads the result of a `tools/call`, whichever SDK brought it. */
export function replyOf(answer: unknown): ToolReply {
  const { isError, content, structuredContent } = result.parse(answer);
  return {
    text: content.map((part) => part.text ?? `(${part.type})`).join("\n"),
    isError,
    structured: structuredContent,
  };
}
