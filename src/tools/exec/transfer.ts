import { formatBytes } from "../../text/bytes.ts";
import { frame } from "../../text/foreign.ts";
import type { FileSource, Transferred } from "../../ssh/transfer.ts";
import type { Limits, ToolAnswer, ToolContext } from "../tool.ts";
import { filesRoot, localPath } from "./files_root.ts";
import { readLocal, textSource, writeLocal } from "./local_file.ts";
import { inlineLimit, TransferChoiceError } from "./transfer_fields.ts";

/** Copies a file from somewhere, piece by piece, at most `limit` bytes. */
export type Take = (
  limit: number,
  take: (chunk: Uint8Array) => void | Promise<void>,
  onProgress: (bytes: number) => void,
) => Promise<Transferred>;

/** What a pull came to: a file on this side, or a text in the answer. */
export interface Pulled {
  readonly transferred: Transferred;
  readonly local: string | undefined;
  readonly text: string | undefined;
}

/** Pulls a file into a local file, or into the answer where none is named; then it must be text and small. */
export async function pull(
  context: ToolContext,
  input: {
    readonly path: string;
    readonly local?: string | undefined;
    readonly overwrite?: boolean | undefined;
  },
  take: Take,
): Promise<Pulled> {
  const tell = progressOf(context, input.path);
  if (input.local !== undefined) {
    const file = await localPath(await filesRoot(context.filesRoot), input.local);
    const transferred = await writeLocal(
      file,
      input.overwrite === true,
      (write) => take(context.limits.fileSize, write, tell),
    );
    return { transferred, local: file, text: undefined };
  }
  const chunks: Uint8Array[] = [];
  const limit = Math.min(inlineLimit, context.limits.fileSize);
  const transferred = await take(limit, (chunk) => void chunks.push(chunk.slice()), tell);
  return { transferred, local: undefined, text: textOf(chunks, input.path) };
}

/** What is to be pushed: a local file or the call's own text. @throws {TransferChoiceError} */
export async function sourceOf(
  context: ToolContext,
  input: { readonly local?: string | undefined; readonly content?: string | undefined },
): Promise<FileSource> {
  if (input.content !== undefined && input.local === undefined) {
    return textSource(input.content, context.limits.fileSize);
  }
  if (input.local !== undefined && input.content === undefined) {
    const file = await localPath(await filesRoot(context.filesRoot), input.local);
    return await readLocal(file, context.limits.fileSize);
  }
  throw new TransferChoiceError(
    "Give either local (a file on the server's side) or content (the text itself).",
  );
}

/** Tells how many bytes have gone over, for a caller that listens. */
export function progressOf(context: ToolContext, path: string, size?: number): (bytes: number) => void {
  const { progress } = context;
  let told = 0;
  return (bytes) => {
    const now = performance.now();
    if (progress === undefined || now - told < 500) return;
    told = now;
    progress({
      percent: size === undefined || size === 0 ? undefined : Math.min(100, bytes / size * 100),
      message: `${path}: ${formatBytes(bytes)}${size === undefined ? "" : ` of ${formatBytes(size)}`}`,
    });
  };
}

/** Words what came of a pull. */
export function pullAnswer(
  where: string,
  path: string,
  { transferred, local, text }: Pulled,
  limits: Limits,
): ToolAnswer {
  const what = `${path} of ${where}: ${wordTransfer(transferred)}`;
  if (text === undefined) return { text: `${what}, saved as ${local ?? ""}` };
  return { text: `${what}\n${frame("content of the file", text, limits.characters - 500)}` };
}

/** Words what came of a push. */
export function pushAnswer(where: string, path: string, transferred: Transferred): ToolAnswer {
  return { text: `${path} of ${where} written: ${wordTransfer(transferred)}` };
}

function wordTransfer({ size, sha256, verified }: Transferred): string {
  return `${size} byte${size === 1 ? "" : "s"}, sha256 ${sha256}${
    verified ? " at both ends" : " (the other end could not compute it)"
  }`;
}

function textOf(chunks: readonly Uint8Array[], path: string): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
  } catch (cause) {
    throw new TransferChoiceError(`${path} is no UTF-8 text, so it cannot stand in an answer.`, {
      remedy: "Name a file with local= to save it in.",
      cause,
    });
  }
}
