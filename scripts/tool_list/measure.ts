import { loadSettings } from "../../src/config/load.ts";
import { toolList } from "../../src/server/tool_list.ts";
import { Policy } from "../../src/policy/policy.ts";
import { toolsFor } from "../../src/server/tool_source.ts";

/** What a tool list costs. */
export interface ListSize {
  readonly count: number;
  /** Bytes of the `tools/list` result as it is sent. */
  readonly bytes: number;
}

const connection = {
  PROXMOX_HOST: "pve.example",
  PROXMOX_API_TOKEN_ID: "mcp@pve!x",
  PROXMOX_API_TOKEN_SECRET: "00000000-0000-4000-8000-000000000000",
};

/** Measures the tool list that a server with these settings (environment names) gives; `ssh` for one with an SSH login. */
export async function listBytes(settings: Readonly<Record<string, string>>, ssh = false): Promise<ListSize> {
  const loaded = await loadSettings({ env: { ...connection, ...settings }, cwd: "/", searchFiles: false });
  const policy = new Policy(loaded.settings.policy);
  const tools = toolList(await toolsFor({ policy, ssh }), ["default"]);
  return { count: tools.length, bytes: new TextEncoder().encode(JSON.stringify({ tools })).length };
}
