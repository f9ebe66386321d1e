import type { SshSettings } from "../../../src/config/settings.ts";
import type { RequestGuard } from "../../../src/policy/guard.ts";
import { capturedText } from "../../../src/ssh/capture.ts";
import type { NodeShell } from "../../../src/ssh/node_shell.ts";
import { SshNodes, type SshNodesOptions } from "../../../src/ssh/nodes.ts";
import type { CommandOutcome } from "../../../src/ssh/run.ts";
import { type LabOptions, withNode } from "./lab.ts";
import type { LabNode } from "./lab_node.ts";

/** Lets everything pass. */
export const openGuard: RequestGuard = { check: () => {}, checkCommand: () => {} };

/** What a test works with: a node of the lab and a shell on it. */
export interface Session {
  readonly node: LabNode;
  readonly nodes: SshNodes;
  readonly shell: NodeShell;
}

/** How the session differs from a root login with a pinned host key. */
export interface SessionOptions extends LabOptions {
  readonly settings?: Partial<SshSettings>;
  readonly guard?: RequestGuard;
}

/** Starts a node, logs in, and takes everything away again. */
export async function withShell(
  options: SessionOptions,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  await withNode(options, async (node) => {
    const settings = node.settings(options.settings);
    await withNodes({ settings, guard: options.guard ?? openGuard }, async (nodes) => {
      await use({ node, nodes, shell: await nodes.entry() });
    });
  });
}

/** Opens the nodes that settings lead to and closes them again. */
export async function withNodes(
  options: SshNodesOptions,
  use: (nodes: SshNodes) => Promise<void>,
): Promise<void> {
  const nodes = new SshNodes(options);
  try {
    await use(nodes);
  } finally {
    await nodes.close();
  }
}

/** A command's stdout as text. */
export function stdoutOf({ stdout }: CommandOutcome): string {
  return capturedText(stdout);
}

/** A command's stderr as text. */
export function stderrOf({ stderr }: CommandOutcome): string {
  return capturedText(stderr);
}
