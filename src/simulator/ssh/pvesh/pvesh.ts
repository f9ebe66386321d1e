import type { ApiResponse } from "../../api/dispatcher.ts";
import type { Match } from "../../api/router.ts";
import { lookUp } from "../../api/validate.ts";
import type { Program } from "../../linux/kernel/machine.ts";
import { print } from "../../linux/programs/output.ts";
import { type CliCall, type CliCommand, cliProgram, text } from "../command/cli.ts";
import { CommandFailure, failureOf } from "../command/failure.ts";
import { followTask, isGood } from "../command/follow_task.ts";
import { ROOT, type Site } from "../site.ts";
import { prettyJson, sortedJson } from "./json.ts";
import { listCommand, usageCommand } from "./look.ts";
import { tableText, yamlText } from "./text.ts";

const USAGE = "<api_path> [OPTIONS] [FORMAT_OPTIONS]";
/** Options of pvesh itself. */
const OWN = {
  "human-readable": "boolean",
  noborder: "boolean",
  noheader: "boolean",
  noproxy: "boolean",
  "output-format": "value",
  quiet: "boolean",
} as const;

/** `pvesh` on a node: the REST tree as root. */
export function pveshProgram(site: Site, node: string): Program {
  const verb = (name: string, method: string): CliCommand => ({
    usage: USAGE,
    run: (call) => request(call, name, method),
    // The options are those of the path, which is not known yet: any may come, and the call looks at them.
    options: () => "value",
  });
  const program = cliProgram("pvesh", {
    get: verb("get", "GET"),
    ls: listCommand,
    create: verb("create", "POST"),
    set: verb("set", "PUT"),
    delete: verb("delete", "DELETE"),
    usage: usageCommand,
  }, { site, node });
  return (process, args) => program(process, args);
}

async function request(call: CliCall, name: string, method: string): Promise<number> {
  const { site, node, process, synopsis } = call;
  const path = cleaned(text(call, "api_path") ?? "");
  const match = site.endpoint(method, path);
  if (match === undefined) throw new CommandFailure(`No '${name}' handler defined for '${path}'`, 1);
  const params = parameters(call, match);
  const target = targetNode(site, match, node);
  const isFar = target !== node && text(call, "noproxy") === undefined;
  if (isFar && site.cluster.node(target) !== undefined && !site.faults.isOnline(target)) {
    await process.sleep(3);
    const ip = site.cluster.node(target)?.ip ?? target;
    throw new CommandFailure(`proxy handler failed: ssh: connect to host ${ip} port 22: No route to host`);
  }
  const isMember = site.cluster.node(target) !== undefined;
  const response = await site.call({
    node: isMember ? target : node,
    method,
    path,
    params,
    identity: ROOT,
    pastDaemons: true,
  });
  if (response.status !== 200) throw failed(response, synopsis, isFar && isMember);
  const data = response.text === undefined ? response.data : streamed(response.text, response.contentType);
  if (typeof data !== "string" || !data.startsWith("UPID:")) return await show(call, data);
  return await runInForeground(call, data, isFar);
}

/** What an endpoint writes by itself; pvesh takes the data out of it where it is JSON. */
function streamed(body: string, contentType: string | undefined): unknown {
  return contentType?.startsWith("application/json") === true ? JSON.parse(body).data : body;
}

/** Checks the options against the endpoint's parameters, those of pvesh itself apart. */
function parameters(
  call: CliCall,
  { endpoint, pathParams }: Match,
): Record<string, string | readonly string[]> {
  const given = Object.entries(call.values).filter(([name]) =>
    name !== "api_path" && !Object.hasOwn(OWN, name)
  );
  const unknown = given.filter(([name]) =>
    lookUp(endpoint.parameters, name) === undefined || pathParams[name] !== undefined
  );
  if (unknown.length > 0) {
    const rows = unknown.map(([name]) => `Unknown option: ${name}\n`);
    throw new CommandFailure(`${rows.join("")}400 unable to parse option\n${call.synopsis}`);
  }
  return Object.fromEntries(given.map(([name, value]) => {
    const isFlag = lookUp(endpoint.parameters, name)?.type === "boolean";
    return [name, isFlag ? flag(String(value)) : value];
  }));
}

function flag(value: string): string {
  if (/^(?:1|on|yes|true)$/i.test(value)) return "1";
  return /^(?:0|off|no|false)$/i.test(value) ? "0" : value;
}

function cleaned(path: string): string {
  return `/${path.split("/").filter((part) => part !== "").join("/")}`;
}

/** The node that has to carry a call out: the one in the path, where the path goes further. */
function targetNode(site: Site, { endpoint, pathParams }: Match, node: string): string {
  const named = pathParams["node"];
  const isBelow = endpoint.path.startsWith("/nodes/{node}/");
  if (named === undefined || named === "localhost" || !isBelow || endpoint.local === true) return node;
  return site.cluster.node(named)?.name ?? named;
}

function failed(response: ApiResponse, synopsis: string, isFar: boolean): CommandFailure {
  const failure = failureOf(response, synopsis);
  // Parameters are checked before anything goes to another node.
  if (!isFar || response.errors !== undefined) return failure;
  return new CommandFailure(`proxy handler failed: ${failure.message}`);
}

/** What starts a task stays until it has ended; the exit code says nothing of how that went. */
async function runInForeground(call: CliCall, upid: string, isFar: boolean): Promise<number> {
  const { site, process } = call;
  const status = await followTask(site, process, upid);
  if (!isGood(status)) await process.write(2, `${status}\n`);
  return isFar ? await print(process, `${upid}\n`) : await show(call, upid);
}

async function show(call: CliCall, data: unknown): Promise<number> {
  const { process } = call;
  if (data === null || data === undefined || text(call, "quiet") === "1") return 0;
  return await print(process, formatted(data, text(call, "output-format") ?? "text"));
}

function formatted(data: unknown, format: string): string {
  switch (format) {
    case "json":
      return `${sortedJson(data)}\n`;
    case "json-pretty":
      return prettyJson(data);
    case "yaml":
      return yamlText(data);
    default:
      return tableText(data);
  }
}
