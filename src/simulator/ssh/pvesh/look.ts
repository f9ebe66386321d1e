import { print } from "../../linux/programs/output.ts";
import { type CliCommand, text } from "../command/cli.ts";
import { CommandFailure } from "../command/failure.ts";

const LETTERS = [["GET", "r"], ["PUT", "w"], ["POST", "c"], ["DELETE", "d"]] as const;

/** `pvesh ls`: what lies below a path, and what can be done with it. */
export const listCommand: CliCommand = {
  usage: "<api_path> [OPTIONS] [FORMAT_OPTIONS]",
  options: { noproxy: "boolean", "output-format": "value" },
  run: async (call) => {
    const { site } = call;
    const path = (text(call, "api_path") ?? "").replace(/\/+$/, "");
    const names = site.childPaths(path);
    if (names.length === 0) throw new CommandFailure(`No 'get' handler defined for '${path}'`, 1);
    const rows = names.map((name) => {
      const child = `${path}/${name}`;
      const letters = LETTERS.map(([method, letter]) =>
        site.endpoint(method, child) === undefined ? "-" : letter
      );
      return `${site.childPaths(child).length > 0 ? "D" : "-"}${letters.join("")}        ${name}\n`;
    });
    return await print(call.process, rows.join(""));
  },
};

const VERBS: Readonly<Record<string, string>> = { GET: "get", PUT: "set", POST: "create", DELETE: "delete" };

/** `pvesh usage`: the methods of a path and, with `-v`, their parameters. */
export const usageCommand: CliCommand = {
  usage: "<api_path> [OPTIONS]",
  options: { verbose: "boolean", v: "boolean", returns: "boolean", command: "value" },
  run: async (call) => {
    const path = text(call, "api_path") ?? "";
    const isVerbose = text(call, "verbose") === "1" || text(call, "v") === "1";
    const blocks = LETTERS.flatMap(([method]) => {
      const endpoint = call.site.endpoint(method, path.replaceAll("{vmid}", "100"))?.endpoint;
      if (endpoint === undefined) return [];
      const head = `USAGE: pvesh ${VERBS[method]} ${path}  [OPTIONS]\n\n`;
      if (!isVerbose) return [head];
      const inPath = new Set([...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      const options = Object.entries(endpoint.parameters).filter(([name]) => !inPath.has(name)).map((
        [name, parameter],
      ) => `  --${name.padEnd(8)} <${parameter.type}>\n\t     ${parameter.description ?? ""}\n\n`);
      return [`${head}  ${endpoint.description}\n\n${options.join("")}`];
    });
    if (blocks.length === 0) throw new CommandFailure(`no such resource '${path}'`);
    return await print(call.process, blocks.join(""));
  },
};
