import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";

/** Both or neither of the two ends on this side were given. */
export class TransferChoiceError extends ExplainedError {
  override readonly name = "TransferChoiceError";
}

/** Characters of a text that an answer or a call may carry itself. */
export const inlineLimit = 64 * 1024;

/** The far end of a copy: an absolute path. */
export const remotePath = z.string().min(2).max(4096);

/** This side of a copy: a file below the files root. */
export const localName = z.string().min(1).max(4096).optional().describe("file on the server's side");

/** What a push sets beside the content. */
export const pushFields = {
  path: remotePath,
  local: localName,
  content: z.string().max(inlineLimit).optional().describe("text, in place of local"),
  overwrite: z.boolean().optional(),
  mode: z.string().regex(/^[0-7]{3,4}$/, "must be octal, such as 0644").optional(),
  user: z.string().max(64).optional(),
  group: z.string().max(64).optional(),
};

/** What a pull says. */
export const pullFields = {
  path: remotePath,
  local: localName,
  overwrite: z.boolean().optional(),
};
