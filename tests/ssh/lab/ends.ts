import { join } from "node:path";
import type { Arguments } from "../../harness/tool_client.ts";
import type { LabNode } from "./lab_node.ts";
import { type Served, type ServedOptions, withServed } from "./served.ts";

/** Where commands run and files go, and the tools that bring them there. */
export interface End {
  readonly exec: string;
  readonly push: string;
  readonly pull: string;
  /** The argument that names it. */
  readonly at: Arguments;
  /** How answers name it. */
  readonly name: string;
  /** A directory there for the test's files. */
  readonly directory: string;
  /** The same directory, seen by the test. */
  readonly outside: string;
  /** A directory on a disk of 64 KiB there. */
  readonly full: string;
}

/** The node itself and container 100 on it. */
export function endsOf(node: LabNode): readonly End[] {
  return [
    {
      exec: "ct_exec",
      push: "guest_push",
      pull: "guest_pull",
      at: { vmid: 100 },
      name: "CT 100 (web1)",
      directory: "/srv",
      outside: join(node.container, "srv"),
      full: "/full",
    },
    {
      exec: "host_exec",
      push: "host_push",
      pull: "host_pull",
      at: { node: node.name },
      name: `node ${node.name}`,
      directory: "/root/files",
      outside: join(node.directory, "root/files"),
      full: "/run/lab/full",
    },
  ];
}

/** Starts a node and a server on it, and tries the same with container and node. */
export async function withEnds(
  options: ServedOptions,
  use: (end: End, served: Served) => Promise<void>,
): Promise<void> {
  await withServed(options, async (served) => {
    await Deno.mkdir(join(served.node.directory, "root/files"));
    for (const end of endsOf(served.node)) await use(end, served);
  });
}

/** Pushes a local file with this content and pulls it back into another. */
export async function roundTrip(
  { push, pull, at, directory }: End,
  served: Served,
  name: string,
  bytes: Uint8Array,
) {
  const path = `${directory}/${name}`;
  await Deno.writeFile(join(served.files, "up"), bytes);
  const pushed = await served.text(push, { ...at, path, local: "up" });
  const pulled = await served.text(pull, { ...at, path, local: "down" });
  const back = await Deno.readFile(join(served.files, "down"));
  await Promise.all(["up", "down"].map((file) => Deno.remove(join(served.files, file))));
  return { pushed, pulled, back };
}
