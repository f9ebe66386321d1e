import { PassThrough, Readable, Writable } from "node:stream";
import { McpClient } from "../../src/cli/mcp_client.ts";
import { loadSettings } from "../../src/config/load.ts";
import { Runtime } from "../../src/server/runtime.ts";
import { serveOverStdio } from "../../src/server/stdio.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { toolsetNames } from "../../src/tools/toolsets.ts";
import { apiEnvironment, sshEnvironment } from "../../src/cli/simulated_login.ts";
import type { Conversation, Turn } from "./conversations.ts";

/** A turn with what came of it. */
export interface PlayedTurn extends Turn {
  /** What the server asked the human, empty when nothing. */
  readonly question: string;
  readonly answer: string;
  readonly isError: boolean;
}

/** The moment at which every played conversation begins, so that the same words come out each time. */
const beginning = Date.UTC(2026, 10, 28, 9, 30, 0);

/** Milliseconds that people take between one turn and the next, and by how many the clock was moved for them so far. */
const clock = { betweenTurns: 20 * 60_000, moved: 0 };

/** Plays conversations one after the other, each login on a simulated cluster and a real server of its own. */
export async function play(
  conversations: readonly Conversation[],
): Promise<ReadonlyMap<string, readonly PlayedTurn[]>> {
  const now = Date.now;
  const began = performance.now();
  clock.moved = 0;
  Date.now = () => beginning + clock.moved + Math.round(performance.now() - began);
  try {
    const played = new Map<string, readonly PlayedTurn[]>();
    for (const [login, group] of Map.groupBy(conversations, (conversation) => conversation.login)) {
      for (const [name, turns] of await playOn(login, group)) played.set(name, turns);
    }
    return played;
  } finally {
    Date.now = now;
  }
}

async function playOn(
  login: Conversation["login"],
  conversations: readonly Conversation[],
): Promise<ReadonlyMap<string, readonly PlayedTurn[]>> {
  await using simulator = await startSimulator({ authDelay: 0, speed: 500, ssh: true });
  const directory = await Deno.makeTempDir({ prefix: "proxmox-mcp-docs-" });
  const [input, output] = [new PassThrough(), new PassThrough()];
  const runtime = new Runtime(await settingsFor(simulator, login, directory));
  const ended = serveOverStdio(runtime, new AbortController().signal, { input, output }).then(() =>
    output.end()
  );
  const human: { asked: string; types: string | undefined } = { asked: "", types: undefined };
  const client = new McpClient(
    {
      readable: Readable.toWeb(output) as ReadableStream<Uint8Array>,
      writable: Writable.toWeb(input) as WritableStream<Uint8Array>,
    },
    (question) => {
      human.asked = question;
      return human.types;
    },
  );
  await client.initialize();
  const played = new Map<string, readonly PlayedTurn[]>();
  for (const { name, turns } of conversations) {
    const done: PlayedTurn[] = [];
    for (const turn of turns) {
      human.asked = "";
      human.types = turn.types;
      const { text, isError } = await client.call(turn.tool, turn.arguments);
      const [question, answer] = [steady(human.asked, simulator), steady(text, simulator)];
      done.push({ ...turn, question, answer, isError });
      clock.moved += clock.betweenTurns;
    }
    played.set(name, done);
  }
  await client.close();
  await ended;
  await Deno.remove(directory, { recursive: true });
  return played;
}

async function settingsFor(simulator: Simulator, login: Conversation["login"], directory: string) {
  const { settings } = await loadSettings({
    env: {
      ...apiEnvironment(simulator, simulator.logins[login]),
      PROXMOX_AUTO_WRITES: "api",
      PROXMOX_RATE_LIMIT: "0",
      PROXMOX_TOOLSETS: "core,provision",
      PROXMOX_AUDIT_LOG: `${directory}/audit.jsonl`,
      PROXMOX_FILES_ROOT: directory,
      ...await sshEnvironment(simulator, directory),
    },
    cwd: directory,
    searchFiles: false,
    toolsets: toolsetNames,
  });
  return settings;
}

/** The words without what differs from one run to the next: ports, fingerprints, process ids, seconds. */
function steady(text: string, { port, fingerprint }: Simulator): string {
  return text
    .replaceAll(`127.0.0.1:${port}`, "192.168.1.10:8006")
    .replaceAll("127.0.0.1", "192.168.1.10")
    .replaceAll(fingerprint, `A1:B2:C3:${"00:".repeat(28)}FF`)
    .replaceAll(/UPID:([\w-]+):[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:/g, "UPID:$1:0000C0DE:01234567:6B0B47D5:")
    .replaceAll(/(\(task \w+), \d+ s\)/g, "$1, 3 s)")
    .replaceAll(/(\d{4}-\d\d-\d\d \d\d:\d\d):\d\d/g, "$1:00")
    .replaceAll(/(\d+ min) \d+ s\b/g, "$1");
}
