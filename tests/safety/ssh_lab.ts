import assert from "node:assert/strict";
import { type Environment, startCluster } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { Lab, type LabOptions } from "../harness/lab.ts";
import { sshLogin } from "../harness/ssh_login.ts";
import type { Received } from "./harm.ts";

/** Starts a cluster and a server that reaches it by SSH alone, everything by `pvesh`; settings on top of the login. */
export async function startSshLab({ settings = {}, ...options }: LabOptions = {}): Promise<Lab> {
  const cluster = await startCluster({ ssh: true, ...options });
  try {
    const login: Environment = { ...await sshLogin(cluster), PROXMOX_DEFAULT_TRANSPORT: "ssh" };
    return new Lab(cluster, await serveInProcess({ ...cluster.address, ...login, ...settings }));
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

/** Every command line that the nodes were given. */
export function commandsOf({ simulator }: Lab["cluster"]): readonly string[] {
  return simulator.ssh?.commands ?? assert.fail("the cluster was started without SSH");
}

const methods: Readonly<Record<string, string>> = {
  get: "GET",
  create: "POST",
  set: "PUT",
  delete: "DELETE",
};

/** The request that a command line carries by `pvesh`; undefined where it is another command. */
export function requestOf(line: string): Received | undefined {
  // The last words of a line are the command; what stands before it keeps watch over it.
  const words = [...line.matchAll(/'((?:[^']|'\\'')*)'/g)].map(([, word = ""]) =>
    word.replaceAll("'\\''", "'")
  );
  const at = words.lastIndexOf("pvesh");
  const [method = "", path, ...options] = at === -1 ? [] : words.slice(at + 1);
  if (path === undefined || methods[method] === undefined) return undefined;
  const params: Record<string, unknown> = {};
  for (let option = 0; option + 1 < options.length; option += 2) {
    params[options[option]?.replace(/^--/, "") ?? ""] = options[option + 1];
  }
  return { method: methods[method], path, params };
}
