/** The parts of a task identifier. */
export interface Upid {
  readonly node: string;
  readonly pid: number;
  /** Jiffies since the node booted. */
  readonly pstart: number;
  /** Seconds since the epoch. */
  readonly starttime: number;
  readonly type: string;
  /** Guest id, storage or service the task is about; may be empty. */
  readonly id: string;
  /** `user@realm` or `user@realm!token`. */
  readonly user: string;
}

const PATTERN =
  /^UPID:([a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?):([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8,9}):([0-9A-Fa-f]{8}):([^:\s/]+):([^:\s/]*):([^:\s/]+):$/;

/** Writes a task identifier, trailing colon included. */
export function formatUpid(upid: Upid): string {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
  return `UPID:${upid.node}:${hex(upid.pid)}:${hex(upid.pstart)}:${
    hex(upid.starttime)
  }:${upid.type}:${upid.id}:${upid.user}:`;
}

/** Reads a task identifier; `undefined` when the text is none. */
export function parseUpid(text: string): Upid | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, node = "", pid = "", pstart = "", starttime = "", type = "", id = "", user = ""] = match;
  return {
    node,
    pid: parseInt(pid, 16),
    pstart: parseInt(pstart, 16),
    starttime: parseInt(starttime, 16),
    type,
    id,
    user,
  };
}
