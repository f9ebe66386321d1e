import { ExplainedError } from "../text/explained.ts";

/** What a UPID, Proxmox's unique id of a task, says about the task. */
export interface Upid {
  /** The whole UPID with its closing colon. */
  readonly text: string;
  /** The node that runs the task; status and log are only found in this node's part of the tree. */
  readonly node: string;
  /** Start of the task in seconds since 1970. */
  readonly startTime: number;
  /** Worker type such as `qmstart` or `vzdump`. */
  readonly type: string;
  /** What the task works on, mostly a vmid; may be empty. */
  readonly id: string;
  /** `user@realm` or `user@realm!token` that started the task. */
  readonly user: string;
}

const grammar =
  /^UPID:([a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?):[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8,9}:([0-9A-Fa-f]{8}):([^:\s/]+):([^:\s/]*):([^:\s/]+):$/;

/** A text that was given as a UPID and is none. */
export class UpidError extends ExplainedError {
  override readonly name = "UpidError";
}

/** Reads a UPID, or returns undefined when the text is none. */
export function readUpid(text: unknown): Upid | undefined {
  if (typeof text !== "string") return undefined;
  const match = grammar.exec(text);
  if (match === null) return undefined;
  const [, node = "", startTime = "", type = "", id = "", user = ""] = match;
  return { text, node, startTime: Number.parseInt(startTime, 16), type, id, user };
}

/**
 * Reads a UPID that a caller typed; the closing colon, which is easily lost in copying, is put back.
 *
 * @throws {UpidError} when the text is no UPID.
 */
export function parseUpid(text: string): Upid {
  const trimmed = text.trim();
  const upid = readUpid(trimmed) ?? readUpid(`${trimmed}:`);
  if (upid === undefined) {
    throw new UpidError(`${JSON.stringify(trimmed.slice(0, 120))} is not a UPID.`, {
      remedy:
        "A UPID looks like UPID:pve1:0000022F:0002BDDF:6B00F2EC:qmstart:100:root@pam: and is shown by " +
        "proxmox_task_list and by the call that started the task.",
    });
  }
  return upid;
}
