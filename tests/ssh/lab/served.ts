import assert from "node:assert/strict";
import { join } from "node:path";
import type { Environment } from "../../harness/cluster.ts";
import { type InProcess, serveInProcess } from "../../harness/in_process.ts";
import type { Arguments, CallOptions, ToolReply } from "../../harness/tool_client.ts";
import { type LabOptions, withNode } from "./lab.ts";
import type { LabNode } from "./lab_node.ts";

type Call<Result> = (tool: string, args?: Arguments, options?: CallOptions) => Promise<Result>;

/** A node of the lab, this program's server, which reaches it by SSH alone, and an MCP client's ways to call a tool. */
export interface Served {
  readonly node: LabNode;
  /** Directory of the server's local files. */
  readonly files: string;
  /** Calls a tool, named without `proxmox_`, and returns whatever it answers. */
  readonly call: Call<ToolReply>;
  /** Calls a tool that has to succeed and returns its text. */
  readonly text: Call<string>;
  /** Calls a tool that has to fail and returns what it says. */
  readonly failure: Call<string>;
}

function served(node: LabNode, files: string, server: InProcess): Served {
  const call: Served["call"] = (tool, args, options) => server.call(`proxmox_${tool}`, args, options);
  const expecting = (failed: boolean): Call<string> => async (tool, args, options) => {
    const { isError, text } = await call(tool, args, options);
    assert.equal(isError, failed, `${tool} ${isError ? "failed" : "succeeded"}: ${text}`);
    return text;
  };
  return { node, files, call, text: expecting(false), failure: expecting(true) };
}

/** How a server differs from one that may do everything as root. */
export interface ServedOptions extends LabOptions {
  readonly settings?: Environment;
}

/** Starts a node and a server on it, and takes everything away again. */
export async function withServed(
  { settings = {}, ...options }: ServedOptions,
  use: (served: Served) => Promise<void>,
): Promise<void> {
  await withNode(options, (node) => serve(node, settings, use));
}

/** Starts a server on a node that runs already. */
export async function serve(
  node: LabNode,
  settings: Environment,
  use: (served: Served) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "pmx-served-" });
  const files = join(directory, "files");
  await Deno.mkdir(files);
  try {
    await using server = await serveInProcess({
      ...sshOf(node),
      PROXMOX_DEFAULT_TRANSPORT: "ssh",
      PROXMOX_FILES_ROOT: files,
      PROXMOX_AUDIT_LOG: join(directory, "audit.jsonl"),
      ...settings,
    });
    await use(served(node, files, server));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Settings that log in on a node as root and allow every command. */
export function sshOf({ host, port, keyPath, fingerprints }: LabNode): Environment {
  return {
    PROXMOX_HOST: host,
    PROXMOX_SSH_HOST: host,
    PROXMOX_SSH_PORT: String(port),
    PROXMOX_SSH_USER: "root",
    PROXMOX_SSH_KEY_PATH: keyPath,
    PROXMOX_SSH_HOST_KEY: Object.values(fingerprints).join(","),
    I_ACCEPT_RISKS: "true",
    ENABLE_HOST_EXEC: "true",
  };
}
