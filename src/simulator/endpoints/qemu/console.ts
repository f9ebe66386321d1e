import { type AnyEndpoint, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { ApiFailure, failure, forbidden } from "../../api/failure.ts";
import { flag, NODE, optional, optionals, text, VMID } from "../../api/schema.ts";
import { isRoot } from "../../cluster/identity.ts";
import { isRunningOn, requireGuest } from "../../guest/lookup.ts";

const PATH = { node: NODE, vmid: VMID } as const;
const CONSOLE = needs("/vms/{vmid}", "VM.Console");

/** Consoles: they are opened, but nobody ever connects. */
export const consoleEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/qemu/{vmid}/vncproxy",
    description: "Creates a TCP VNC proxy connections.",
    permission: CONSOLE,
    protected: true,
    parameters: { ...PATH, websocket: optional(flag()), "generate-password": optional(flag({ default: 0 })) },
    handler: (call) => {
      requireGuest(call.cluster, call.node, "qemu", call.params.vmid);
      return openConsole(call, call.params.vmid);
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/qemu/{vmid}/termproxy",
    description: "Creates a TCP proxy connections.",
    permission: CONSOLE,
    protected: true,
    parameters: { ...PATH, serial: optional(text({ enum: ["serial0", "serial1", "serial2", "serial3"] })) },
    handler: (call) => {
      requireGuest(call.cluster, call.node, "qemu", call.params.vmid);
      return openConsole(call, call.params.vmid);
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/qemu/{vmid}/monitor",
    description: "Execute QEMU monitor commands.",
    permission: { check: ["perm", "/vms/{vmid}", ["Sys.Audit", "Sys.Modify"], "any", 1] },
    protected: true,
    parameters: { ...PATH, command: text({ description: "The monitor command." }) },
    handler: (call) => monitor(call, call.params.vmid, call.params.command),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/qemu/{vmid}/sendkey",
    description: "Send key event to virtual machine.",
    permission: CONSOLE,
    protected: true,
    parameters: { ...PATH, key: text(), ...optionals(() => flag(), "skiplock") },
    handler: (call) => {
      requireGuest(call.cluster, call.node, "qemu", call.params.vmid);
      const known =
        /^(ctrl|alt|shift|meta_l|delete|ret|esc|tab|spc|backspace|up|down|left|right|f\d{1,2}|[a-z0-9])$/;
      if (!call.params.key.split("-").every((key) => known.test(key))) {
        throw new ApiFailure(400, "Bad Request", { body: "empty" });
      }
      return null;
    },
  }),
];

function openConsole(call: CallContext, vmid: number): Record<string, unknown> {
  const { cluster, tasks, node, identity } = call;
  const upid = tasks.start({
    ...{ node, identity, type: "vncproxy", id: vmid },
    work: async (worker) => {
      await worker.sleep(10);
      throw failure("connection timed out");
    },
  });
  const time = cluster.clock.now().toString(16).toUpperCase();
  const ticket = `PVEVNC:${time}::${btoa(crypto.randomUUID())}`;
  const password = btoa(crypto.randomUUID()).slice(0, 8);
  return {
    user: identity.userid,
    ...(cluster.isNine ? { ticket: `${password}:${ticket}`, password } : { ticket }),
    port: "5900",
    upid,
    cert: cluster.certificates.get(node)?.at(-1)?.pem ?? "",
  };
}

/** Errors of the monitor are no errors of the call: they come as its text. */
function monitor(call: CallContext, vmid: number, command: string): string {
  const isReadOnly = /^(info|help)\b/.test(command);
  if (!isReadOnly && !isRoot(call.identity) && !call.permissions.has("/", ["Sys.Modify"])) {
    throw forbidden("/, Sys.Modify");
  }
  requireGuest(call.cluster, call.node, "qemu", vmid);
  if (!isRunningOn(call.cluster, call.node, "qemu", vmid)) throw failure(`VM ${vmid} not running`);
  if (command === "info status") {
    const isPaused = call.cluster.guest(vmid)?.runtime?.paused === true;
    return `VM status: ${isPaused ? "paused" : "running"}\r\n`;
  }
  return isReadOnly ? "" : `unknown command: '${command}'\r\n`;
}
