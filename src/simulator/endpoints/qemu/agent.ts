import { requireAgent } from "../../agent/agent.ts";
import { type AgentQuery, ORDERS, QUERIES } from "../../agent/queries.ts";
import {
  type AnyEndpoint,
  ANYONE,
  type CallContext,
  defineEndpoint,
  type Permission,
} from "../../api/endpoint.ts";
import { missingPrivilege } from "../../api/failure.ts";
import { NODE, text, VMID } from "../../api/schema.ts";
import { powerOff } from "../../guest/start.ts";

const PATH = { node: NODE, vmid: VMID } as const;
const BASE = "/nodes/{node}/qemu/{vmid}/agent";
const COMMANDS = [...Object.keys(QUERIES), ...Object.keys(ORDERS)].toSorted();

/** Privileges that allow a command beside the one for everything. */
const PRIVILEGES: Readonly<Record<string, readonly string[]>> = {
  "fsfreeze-freeze": ["VM.GuestAgent.FileSystemMgmt"],
  "fsfreeze-thaw": ["VM.GuestAgent.FileSystemMgmt"],
  "fsfreeze-status": ["VM.GuestAgent.Audit", "VM.GuestAgent.FileSystemMgmt"],
  "fstrim": ["VM.GuestAgent.FileSystemMgmt"],
  "shutdown": ["VM.PowerMgmt"],
  "suspend-disk": ["VM.PowerMgmt"],
  "suspend-hybrid": ["VM.PowerMgmt"],
  "suspend-ram": ["VM.PowerMgmt"],
};

/** The guest agent's simple commands, each under its own path and together under one. */
export const qemuAgentEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: BASE,
    description: "QEMU Guest Agent command index.",
    permission: ANYONE,
    parameters: PATH,
    handler: () =>
      [...COMMANDS, "exec", "exec-status", "file-read", "file-write", "set-user-password"].toSorted()
        .map((name) => ({ name })),
  }),
  defineEndpoint({
    method: "POST",
    path: BASE,
    description: "Execute QEMU Guest Agent commands.",
    permission: agentPermission(),
    protected: true,
    parameters: { ...PATH, command: text({ enum: COMMANDS }) },
    handler: (call) => answer(call, call.params.command, call.params.vmid),
  }),
  ...Object.keys(QUERIES).map((name) => commandEndpoint("GET", name)),
  ...Object.keys(ORDERS).map((name) => commandEndpoint("POST", name)),
];

/** What `VM.Monitor` was until 8, the agent's own privileges are since 9; the call itself looks at the release. */
export function agentPermission(): Permission {
  return { ...ANYONE, description: "VM.GuestAgent.* on /vms/{vmid}; VM.Monitor before release 9." };
}

/**
 * Checks the right to use the agent.
 *
 * @throws {ApiFailure} 403
 */
export function requireAgentRight(call: CallContext, vmid: unknown, privileges: readonly string[]): void {
  const path = `/vms/${vmid}`;
  const wanted = call.cluster.isNine ? [...privileges, "VM.GuestAgent.Unrestricted"] : ["VM.Monitor"];
  if (!call.permissions.has(path, wanted, true)) throw missingPrivilege(path, wanted, true);
}

function commandEndpoint(method: "GET" | "POST", name: string): AnyEndpoint {
  return defineEndpoint({
    method,
    path: `${BASE}/${name}`,
    description: `Execute ${name}.`,
    permission: agentPermission(),
    protected: true,
    parameters: PATH,
    handler: (call) => answer(call, name, call.params.vmid),
  });
}

async function answer(call: CallContext, name: string, vmid: number): Promise<{ readonly result: unknown }> {
  requireAgentRight(call, vmid, PRIVILEGES[name] ?? ["VM.GuestAgent.Audit"]);
  const guest = await requireAgent(call, vmid);
  const query: AgentQuery | undefined = QUERIES[name] ?? ORDERS[name];
  const result = query?.(guest, call.cluster);
  if (name === "shutdown") powerOff(guest);
  return { result };
}
