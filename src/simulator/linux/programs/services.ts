import type { MachineFacts, Program, Service } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, print } from "./output.ts";
import { fullTime } from "./stat_text.ts";

/** Programs of systemd, and of OpenRC where that stands in its place. They look; they do not start or stop. */
export const servicePrograms: Readonly<Record<string, Program>> = {
  journalctl: withOptions({
    flags: "frexbkq",
    values: "unpoSU",
    long: {
      unit: "u",
      lines: "n",
      "no-pager": "q",
      priority: "p",
      output: "o",
      since: "S",
      until: "U",
      follow: "f",
      boot: "b",
      reverse: "r",
    },
  }, journal),
  "rc-status": (process) =>
    print(
      process,
      `Runlevel: default\n${
        process.machine.facts().services.map(({ name, isRunning }) =>
          ` ${name.padEnd(40)}[  ${isRunning ? "started" : "stopped"}  ]\n`
        ).join("")
      }`,
    ),
  systemctl: withOptions({
    flags: "alq",
    values: "ntp",
    long: {
      "no-pager": "q",
      "no-legend": "q",
      failed: "f",
      full: "l",
      all: "a",
      type: "t",
      lines: "n",
      plain: "q",
      quiet: "q",
      state: "p",
      property: "p",
    },
  }, systemctl),
};

const INACTIVE = 3;
const UNKNOWN = 4;

async function systemctl(process: Process, options: Options): Promise<number> {
  const [command = "list-units", ...units] = options.operands;
  const facts = process.machine.facts();
  const found = units.map((unit) => ({ unit, service: serviceOf(facts, unit) }));
  switch (command) {
    case "status":
      if (units.length === 0) {
        return await print(process, `● ${facts.hostname}\n    State: ${overall(facts)}\n`);
      }
      return await worst(found, ({ unit, service }) => status(process, facts, unit, service));
    case "is-active":
      return await worst(found, async ({ service }) => {
        await print(process, service?.isRunning === true ? "active\n" : "inactive\n");
        return service?.isRunning === true ? 0 : INACTIVE;
      });
    case "is-enabled":
      return await worst(found, async ({ unit, service }) => {
        if (service === undefined) {
          return await complain(
            process,
            `Failed to get unit file state for ${unit}: No such file or directory`,
          );
        }
        await print(process, `${service.state}\n`);
        return service.state === "enabled" || service.state === "static" ? 0 : 1;
      });
    case "is-system-running":
      await print(process, `${overall(facts)}\n`);
      return overall(facts) === "running" ? 0 : 1;
    case "list-units":
    case "list-unit-files":
      return await list(process, facts, options);
    default:
      return await complain(process, `Unknown command verb '${command}'.`);
  }
}

function serviceOf({ services }: MachineFacts, unit: string): Service | undefined {
  const name = unit.replace(/\.service$/, "");
  return services.find((service) => service.name === name && service.state !== "not-found");
}

function overall({ services }: MachineFacts): string {
  return services.some(({ isRunning, state }) => state === "enabled" && !isRunning) ? "degraded" : "running";
}

async function worst<T>(items: readonly T[], work: (item: T) => Promise<number>): Promise<number> {
  let code = 0;
  for (const item of items) code = Math.max(code, await work(item));
  return code;
}

async function status(
  process: Process,
  facts: MachineFacts,
  unit: string,
  service: Service | undefined,
): Promise<number> {
  const name = unit.endsWith(".service") ? unit : `${unit}.service`;
  if (service === undefined) {
    await process.write(2, `Unit ${name} could not be found.\n`);
    return UNKNOWN;
  }
  const since = `${fullTime(facts.bootedAt)} UTC`;
  const lines = facts.journal.filter((line) => line.includes(` ${service.name}[`)).slice(-3);
  await print(
    process,
    [
      `${service.isRunning ? "●" : "○"} ${name} - ${service.description}`,
      `     Loaded: loaded (/usr/lib/systemd/system/${name}; ${service.state}; preset: enabled)`,
      `     Active: ${service.isRunning ? "active (running)" : "inactive (dead)"} since ${since}`,
      ...(lines.length > 0 ? ["", ...lines] : []),
    ].join("\n") + "\n",
  );
  return service.isRunning ? 0 : INACTIVE;
}

async function list(process: Process, { services }: MachineFacts, options: Options): Promise<number> {
  const shown = services.filter(({ isRunning, state }) =>
    options.has("f") || options.values.get("p") === "failed"
      ? state === "enabled" && !isRunning
      : options.has("a") || isRunning
  );
  const width = Math.max(4, ...shown.map(({ name }) => name.length + 8));
  const rows = shown.map(({ name, isRunning, description }) =>
    `  ${`${name}.service`.padEnd(width)} loaded ${
      isRunning ? "active   running" : "inactive dead   "
    } ${description}\n`
  );
  const head = `  ${"UNIT".padEnd(width)} LOAD   ACTIVE   SUB     DESCRIPTION\n`;
  const foot = `\n${shown.length} loaded units listed.\n`;
  return await print(process, options.has("q") ? rows.join("") : head + rows.join("") + foot);
}

async function journal(process: Process, options: Options): Promise<number> {
  const unit = options.values.get("u")?.replace(/\.service$/, "");
  const all = process.machine.facts().journal;
  const own = unit === undefined
    ? all
    : all.filter((line) => new RegExp(`\\b${escape(unit)}(?:\\[|\\.service|:)`).test(line));
  const most = Number(options.values.get("n") ?? (options.has("e") ? 1000 : Infinity));
  const lines = own.slice(-Math.min(most, own.length) || own.length);
  const shown = options.values.get("o") === "cat"
    ? lines.map((line) => line.replace(/^.*?\]?: /, ""))
    : lines;
  if (shown.length === 0) await print(process, "-- No entries --\n");
  else {await print(
      process,
      (options.has("r") ? shown.toReversed() : shown).map((line) => `${line}\n`).join(""),
    );}
  // Whoever follows the log waits until he is ended: the log of this system does not grow.
  if (options.has("f")) await process.sleep(Infinity);
  return 0;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
