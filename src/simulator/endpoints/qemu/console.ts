import { type AnyEndpoint, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { ApiFailure, failure, forbidden } from "../../api/failure.ts";
import { flag, integer, NODE, optional, optionals, text, VMID } from "../../api/schema.ts";
import { isRoot } from "../../cluster/identity.ts";
import { serveRfb } from "../../console/rfb_server.ts";
import { shownText } from "../../console/shown_text.ts";
import { drawText } from "../../console/text_screen.ts";
import { isRunningOn, requireGuest } from "../../guest/lookup.ts";

const PATH = { node: NODE, vmid: VMID } as const;
const CONSOLE = needs("/vms/{vmid}", "VM.Console");

/** Consoles: a VM's screen can be looked at over VNC; what is typed there has no effect. */
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
      return openConsole(call, call.params.vmid, "screen");
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/qemu/{vmid}/vncwebsocket",
    description: "Opens a websocket for VNC traffic.",
    permission: CONSOLE,
    parameters: {
      ...PATH,
      port: integer({ minimum: 5900, maximum: 5999 }),
      vncticket: text({ maxLength: 512 }),
    },
    handler: ({ consoles, params: { vmid, port, vncticket } }) => {
      const console = consoles.at(port);
      if (console === undefined) throw failure(`connect to 'localhost:${port}' failed: Connection refused`);
      if (console.vmid !== vmid || console.ticket !== vncticket) {
        throw new ApiFailure(401, "permission denied - invalid PVEVNC ticket", { body: "empty" });
      }
      return { port: String(port) };
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
      return openConsole(call, call.params.vmid, "terminal");
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

/** Opens a console that waits for its viewer; a terminal shows nothing. */
function openConsole(call: CallContext, vmid: number, kind: "screen" | "terminal"): Record<string, unknown> {
  const { cluster, tasks, node, identity, consoles } = call;
  const joined = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const upid = tasks.start({
    ...{ node, identity, type: "vncproxy", id: vmid },
    work: async (worker) => {
      const isJoined = await Promise.race([
        joined.promise.then(() => true),
        worker.sleep(10).then(() => false),
      ]);
      if (!isJoined) throw failure("connection timed out");
      if (!isRunningOn(cluster, node, "qemu", vmid)) throw failure(`VM ${vmid} not running`);
      await Promise.race([left.promise, worker.sleep(Infinity)]);
    },
  });
  const time = cluster.clock.now().toString(16).toUpperCase();
  const signed = `PVEVNC:${time}::${btoa(crypto.randomUUID())}`;
  const given = cluster.isNine ? btoa(crypto.randomUUID()).slice(0, 8) : undefined;
  const ticket = given === undefined ? signed : `${given}:${signed}`;
  const port = consoles.open({
    vmid,
    ticket,
    show: async (viewer) => {
      joined.resolve();
      try {
        const guest = cluster.guest(vmid);
        if (guest?.runtime === undefined || kind === "terminal") return;
        await serveRfb(viewer, given ?? ticket, () => drawText(shownText(guest)));
      } finally {
        left.resolve();
      }
    },
  });
  return {
    user: identity.userid,
    ticket,
    ...(given === undefined ? {} : { password: given }),
    port: String(port),
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
