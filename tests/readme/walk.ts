import { allSettings } from "../../src/config/declared/all.ts";
import type { Ran } from "../harness/run.ts";
import type { CleanMachine } from "./clean_machine.ts";
import { serverInToml, serverInWords, serversInJson } from "./client_files.ts";
import { type CodeBlock, codeBlocks, shellCommands } from "./code_blocks.ts";
import { runToEnd, runUntil } from "./shell.ts";

/** A step of a page, and how it was tried. */
export interface Walked {
  /** `PAGE:LINE` and the command. */
  readonly step: string;
  /** `parsed` where the program is of another machine or is not here; all else ran. */
  readonly how: "ran" | "parsed";
}

/** Programs of a Proxmox host, of a container engine, and of those who sign: only the form of their lines is checked. */
const elsewhere =
  /^(?:pveum|visudo|adduser|useradd|docker|kubectl|cosign|gh|brew|scoop|apt|systemctl)\b|\/etc\/|SHA256SUMS/;

/** Command lines by which clients are told of a server. */
const clientCommand = /^(claude|codex|gemini|code) (?:mcp add|--add-mcp)\b/;

/**
 * Does on a clean machine what a page says, block after block.
 *
 * @throws Error that names the page, the line and the command, at the first step that does not work
 */
export async function walk(machine: CleanMachine, name: string, page: string): Promise<readonly Walked[]> {
  const walked: Walked[] = [];
  for (const block of codeBlocks(page)) {
    for (const [what, take] of stepsOf(machine, block)) {
      const step = `${name}:${block.line} ${what}`;
      try {
        walked.push({ step, how: await take() });
      } catch (cause) {
        throw new Error(`${step}\ndoes not work: ${cause instanceof Error ? cause.message : cause}`, {
          cause,
        });
      }
    }
  }
  return walked;
}

type Step = readonly [what: string, take: () => Promise<Walked["how"]>];

function stepsOf(machine: CleanMachine, { language, code }: CodeBlock): readonly Step[] {
  switch (language) {
    case "sh": {
      // Each command has a shell of its own, so that what a block exports has to be told to those after it.
      const exported: string[] = [];
      return shellCommands(code).map((command) => {
        if (command.startsWith("export ")) exported.push(command.replace(/\s+#.*$/, ""));
        const before = exported.map((line) => `${line}; `).join("");
        return [command, () => takeCommand(machine, command, before)];
      });
    }
    case "json":
    case "jsonc":
      return [[`${code.slice(0, 60)}...`, () => takeJson(machine, code)]];
    case "toml":
      return [[`${code.slice(0, 60)}...`, () => takeToml(machine, code)]];
    default:
      return [];
  }
}

async function takeCommand(
  machine: CleanMachine,
  command: string,
  before: string,
): Promise<Walked["how"]> {
  const setting = /^([A-Z][A-Z0-9_]*)=\S*(?:\s+#.*)?$/.exec(command)?.[1];
  if (setting !== undefined) return takeSetting(setting);
  if (elsewhere.test(command)) {
    expectSuccess(await runToEnd(machine, command, ["-n"]));
    return "parsed";
  }
  const client = clientCommand.exec(command)?.[1];
  if (client !== undefined) return await takeClientCommand(machine, client, command);
  const prepared = prepare(machine, command);
  if (/^proxmox-mcp (?:serve .*--http|simulate)\b/.test(command)) {
    await runUntil(
      machine,
      `${before}exec env ${settingsOf(machine)} ${prepared}`,
      /Serving MCP at|Nothing is kept/,
    );
  } else expectSuccess(await runToEnd(machine, before + prepared));
  return "ran";
}

/** The command with the answers that a person would type, and the addresses and programs of this machine. */
function prepare(machine: CleanMachine, command: string): string {
  const { hostname, port, fingerprint } = machine.cluster.simulator;
  const deno = `'${Deno.execPath()}'`;
  const inSource = `cd '${machine.source}' && `;
  const local = machine.localised(command).replace(/\s+#.*$/, "");
  if (/^proxmox-mcp setup --undo\b/.test(local)) return `PROXMOX_PASSWORD=simulator ${local} --yes`;
  if (/^proxmox-mcp setup\b/.test(local)) {
    const answers = `--yes --host ${hostname}:${port} --fingerprint ${fingerprint} --access look --no-ssh`;
    machine.isSetUp = true;
    return `PROXMOX_PASSWORD=simulator ${local} ${answers}`;
  }
  if (/^proxmox-mcp simulate\b/.test(local)) return `${local} --port 0`;
  const task = /^(?:npx -y deno@\S+|deno) task (\w+)/.exec(local)?.[1];
  // The tests cannot run inside a test, so that it is looked up alone.
  if (task === "test") return `${inSource}${deno} task 2>&1 | grep -w test`;
  if (task !== undefined) return `${inSource}${deno} task ${task}`;
  if (local.startsWith("deno run")) {
    const run = local.replace(/^deno run/, `${deno} run --quiet ${machine.importFlag}`);
    return `${inSource}${settingsOf(machine)} ${run}`;
  }
  return local;
}

/** The settings that reach the cluster, for a server that is started where setup has written none. */
function settingsOf(machine: CleanMachine): string {
  if (machine.isSetUp) return "";
  return Object.entries(machine.cluster.environment).map(([name, value]) => `${name}='${value}'`).join(" ");
}

function takeSetting(name: string): "ran" {
  const known = allSettings.flatMap((setting) => [setting.name, ...setting.aliases, `${setting.name}_FILE`]);
  if (!known.includes(name)) throw new Error(`there is no setting ${name}`);
  return "ran";
}

/** Bash splits the line into words as it would for the client, and the server that they name is started. */
async function takeClientCommand(machine: CleanMachine, client: string, command: string): Promise<"ran"> {
  const { stdout } = expectSuccess(
    await runToEnd(machine, `${client}() { printf '%s\\0' "$@"; }\n${command}`),
  );
  await machine.tryServer(serverInWords(stdout.split("\0").slice(0, -1)));
  return "ran";
}

/** A client's file is read as the client does, and its servers are started; a file of settings is loaded. */
async function takeJson(machine: CleanMachine, code: string): Promise<"ran"> {
  const servers = serversInJson(code);
  for (const server of servers ?? []) await machine.tryServer(server);
  if (servers === undefined) {
    const file = `${machine.home}/settings-of-the-page.json`;
    await Deno.writeTextFile(file, code);
    // What the page supposes to be there already.
    for (const [, secret = ""] of code.matchAll(/"\w+SecretFile": "([\w./-]+)"/g)) {
      await Deno.writeTextFile(`${machine.home}/${secret}`, "00000000-0000-0000-0000-000000000000\n");
    }
    expectSuccess(await runToEnd(machine, `proxmox-mcp config --config '${file}'`));
  }
  return "ran";
}

async function takeToml(machine: CleanMachine, code: string): Promise<"ran"> {
  await machine.tryServer(serverInToml(code));
  return "ran";
}

function expectSuccess(ended: Ran): Ran {
  if (ended.code !== 0) throw new Error(`exit code ${ended.code}\n${ended.stdout}${ended.stderr}`);
  return ended;
}
