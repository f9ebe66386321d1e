import { lookUp } from "../../api/validate.ts";
import type { Site } from "../site.ts";
import { api, type CliCall, type CliCommand, runTask } from "./cli.ts";

/** A command that passes its arguments on to the REST tree. */
export interface ApiCommand {
  readonly method: "POST" | "PUT" | "DELETE";
  /** With `{name}` for arguments and the node. */
  readonly path: string;
  readonly usage: string;
  /** Names of arguments that the call calls otherwise. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Whether the exit code is 0 although the task failed. */
  readonly isLenient?: boolean;
  /** Writes something before the change, as `qm set` does. */
  readonly announce?: (call: CliCall) => Promise<void>;
}

/** Makes a command of a call: what it starts runs in the foreground, what it gives back is not shown. */
export function apiCommand(site: Site, command: ApiCommand): CliCommand {
  const { method, path, usage, renamed = {}, isLenient = false, announce } = command;
  const parameters =
    site.endpoint(method, path.replaceAll(/\{(\w+)\}/g, (_, name: string) => name === "vmid" ? "100" : name))
      ?.endpoint.parameters ?? {};
  return {
    usage,
    options: (name) => {
      const parameter = path.includes(`{${name}}`) ? undefined : lookUp(parameters, name);
      return parameter === undefined ? undefined : parameter.type === "boolean" ? "boolean" : "value";
    },
    run: async (call) => {
      const { values, node } = call;
      const inPath = new Set<string>();
      const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        inPath.add(name);
        return name === "node" ? node : encoded(String(values[name] ?? ""));
      });
      const params = Object.fromEntries(
        Object.entries(values).filter(([name]) => !inPath.has(name)).map((
          [name, value],
        ) => [renamed[name] ?? name, value]),
      );
      await announce?.(call);
      const result = await api(call, method, target, params);
      return typeof result === "string" && result.startsWith("UPID:")
        ? await runTask(call, result, isLenient)
        : 0;
    },
  };
}

/** What would change the path cannot be meant; the call then fails for a name that does not exist. */
function encoded(value: string): string {
  return value.replaceAll("/", "%2F");
}
