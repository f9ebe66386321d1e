import { Buffer } from "node:buffer";
import { agentError, brokenPipe, fromBytes, requireAgent, toBytes } from "../../agent/agent.ts";
import { type AnyEndpoint, type Call, defineEndpoint } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { flag, integer, list, NODE, optional, text, VMID } from "../../api/schema.ts";
import type { CapturedOutput } from "../../agent/captured_output.ts";
import { GuestAgent } from "../../agent/guest_agent.ts";
import { systemErrorText } from "../../linux/system_error.ts";
import { agentPermission, requireAgentRight } from "./agent.ts";

const PATH = { node: NODE, vmid: VMID } as const;
const BASE = "/nodes/{node}/qemu/{vmid}/agent";
const AGENT_MODULE = "/usr/share/perl5/PVE/QemuServer/Agent.pm line 135";
const API_MODULE = "/usr/share/perl5/PVE/API2/Qemu/Agent.pm line 624";
/** The most the agent hands over of one file. */
const READ_LIMIT = 16 * 1024 ** 2;

const EXEC_PARAMETERS = {
  ...PATH,
  command: list({ items: text(), description: "The command as a list of program + arguments." }),
  "input-data": optional(
    text({ maxLength: 65536, description: "Data to pass as 'input-data' to the guest." }),
  ),
} as const;
const STATUS_PARAMETERS = { ...PATH, pid: integer({ description: "The PID to query" }) } as const;
const READ_PARAMETERS = {
  ...PATH,
  file: text({ description: "The path to the file" }),
  count: optional(integer({ minimum: 1, maximum: READ_LIMIT, default: READ_LIMIT, since: "9" })),
  offset: optional(integer({ minimum: 0, default: 0, since: "9" })),
  decode: optional(flag({ default: 1, since: "9" })),
} as const;
const WRITE_PARAMETERS = {
  ...PATH,
  file: text({ description: "The path to the file." }),
  content: text({ maxLength: 61440, description: "The content to write into the file." }),
  encode: optional(flag({ default: 1 })),
} as const;
const PASSWORD_PARAMETERS = {
  ...PATH,
  username: text(),
  password: text({ minLength: 5, maxLength: 1024 }),
  crypted: optional(flag({ default: 0 })),
} as const;

/** Running programs and moving files through the guest agent. */
export const qemuAgentExecEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "POST",
    path: `${BASE}/exec`,
    description:
      "Executes the given command in the vm via the guest-agent and returns an object with the pid.",
    permission: agentPermission(),
    protected: true,
    parameters: EXEC_PARAMETERS,
    handler: execute,
  }),
  defineEndpoint({
    method: "GET",
    path: `${BASE}/exec-status`,
    description: "Gets the status of the given pid started by the guest-agent",
    permission: agentPermission(),
    protected: true,
    parameters: STATUS_PARAMETERS,
    handler: executionStatus,
  }),
  defineEndpoint({
    method: "GET",
    path: `${BASE}/file-read`,
    description: "Reads the given file via guest agent. Is limited to 16777216 bytes.",
    permission: agentPermission(),
    protected: true,
    parameters: READ_PARAMETERS,
    handler: readFile,
  }),
  defineEndpoint({
    method: "POST",
    path: `${BASE}/file-write`,
    description: "Writes the given file via guest agent.",
    permission: agentPermission(),
    protected: true,
    parameters: WRITE_PARAMETERS,
    handler: writeFile,
  }),
  defineEndpoint({
    method: "POST",
    path: `${BASE}/set-user-password`,
    description: "Sets the password for the given user to the given password",
    permission: agentPermission(),
    protected: true,
    parameters: PASSWORD_PARAMETERS,
    handler: async (call) => {
      requireAgentRight(call, call.params.vmid, []);
      await requireAgent(call, call.params.vmid);
      return {};
    },
  }),
];

async function execute(call: Call<typeof EXEC_PARAMETERS>): Promise<{ readonly pid: number }> {
  const { cluster, params } = call;
  const { vmid, command } = params;
  requireAgentRight(call, vmid, []);
  const input = params["input-data"];
  if (command.length === 0 && input === undefined) throw failure("command or input-data (or both) required");
  const stdin = input === undefined ? new Uint8Array() : toBytes(input, AGENT_MODULE);
  const guest = await requireAgent(call, vmid);
  if (command.some(isTooWide)) {
    // The agent reads the length of the request in characters and waits for bytes that never come.
    guest.runtime.agentStuck = true;
    await cluster.clock.sleep(5);
    throw failure(`VM ${vmid} qga command 'guest-exec' failed - got timeout`);
  }
  const agent = GuestAgent.of(cluster, guest);
  if (!agent.has(command[0] ?? "")) {
    await cluster.clock.sleep(5);
    throw brokenPipe();
  }
  return { pid: await agent.start(command, stdin) };
}

/** Arguments go out as UTF-8; two bytes more than characters are one too many. */
function isTooWide(argument: string): boolean {
  return new TextEncoder().encode(argument).length - argument.length >= 2;
}

/** An outcome is told once; the number of an unknown process is not even filled into the complaint. */
async function executionStatus(call: Call<typeof STATUS_PARAMETERS>): Promise<Record<string, unknown>> {
  const { cluster, params } = call;
  requireAgentRight(call, params.vmid, []);
  const guest = await requireAgent(call, params.vmid);
  const outcome = GuestAgent.of(cluster, guest).take(params.pid);
  if (outcome === undefined) throw agentError("PID ld does not exist");
  if (outcome === "running") return { exited: 0 };
  const { status, out, err } = outcome;
  return { exited: 1, ...status, ...streamFields("out", out), ...streamFields("err", err) };
}

/** What a program wrote to a stream; nothing at all when it wrote nothing. */
function streamFields(name: "out" | "err", { bytes, isTruncated }: CapturedOutput): Record<string, unknown> {
  if (bytes.length === 0) return {};
  return { [`${name}-data`]: fromBytes(bytes), [`${name}-truncated`]: isTruncated ? 1 : 0 };
}

async function readFile(call: Call<typeof READ_PARAMETERS>): Promise<Record<string, unknown>> {
  const { file, vmid, count = READ_LIMIT, offset = 0, decode = true } = call.params;
  requireAgentRight(call, vmid, ["VM.GuestAgent.FileRead"]);
  const guest = await requireAgent(call, vmid);
  const content = opening(file, "r", () => GuestAgent.of(call.cluster, guest).readFile(file));
  const part = content.subarray(offset, offset + count);
  return {
    content: decode ? fromBytes(part) : Buffer.from(part).toString("base64"),
    "bytes-read": part.length,
    ...(offset + part.length < content.length ? { truncated: 1 } : {}),
  };
}

async function writeFile(call: Call<typeof WRITE_PARAMETERS>): Promise<null> {
  const { file, vmid, content, encode = true } = call.params;
  requireAgentRight(call, vmid, ["VM.GuestAgent.FileWrite"]);
  const bytes = encode ? toBytes(content, API_MODULE) : Buffer.from(content, "base64");
  const guest = await requireAgent(call, vmid);
  opening(file, "wb", () => GuestAgent.of(call.cluster, guest).writeFile(file, bytes));
  return null;
}

/** Does something with a file; what that fails for is said in the agent's words. */
function opening<T>(file: string, mode: "r" | "wb", act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw agentError(`failed to open file '${file}' (mode: '${mode}'): ${systemErrorText(error)}`);
  }
}
