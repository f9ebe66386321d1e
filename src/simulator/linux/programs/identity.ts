import { accountsOf } from "../files/accounts.ts";
import { baseName, parentPath } from "../files/path.ts";
import type { Program } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { findProgram } from "../kernel/run_program.ts";
import { echoText } from "./echo.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, forEach, print } from "./output.ts";
import { formatPrintf, PrintfFault } from "./printf.ts";
import { TestFault, testHolds } from "./test_expression.ts";

/** Small programs: who and where one is, names, and those the shell also has within itself. */
export const identityPrograms: Readonly<Record<string, Program>> = {
  "[": async (process, args) => {
    if (args.at(-1) !== "]") return await complain(process, "missing ']'", 2);
    return await test(process, args.slice(0, -1));
  },
  arch: (process) => print(process, "x86_64\n"),
  basename: withOptions({}, (process, { operands: [path = "", suffix = ""] }) => {
    const name = baseName(path);
    return print(
      process,
      `${name !== suffix && name.endsWith(suffix) && suffix !== "" ? name.slice(0, -suffix.length) : name}\n`,
    );
  }),
  clear: () => 0,
  date,
  dirname: withOptions({}, (process, { operands }) =>
    print(
      process,
      operands.map((path) => `${path.includes("/") ? parentPath(path.replace(/(?<=.)\/+$/, "")) : "."}\n`)
        .join(
          "",
        ),
    )),
  echo: (process, args) => print(process, echoText(args, { escapes: false })),
  false: () => 1,
  getent,
  groups: (process) => print(process, `${accountsOf(process.fs).groupName(process.user.gid)}\n`),
  hostname: (process, args) => {
    const { hostname, addresses } = process.machine.facts();
    if (!args.includes("-I") && !args.includes("-i")) return print(process, `${hostname}\n`);
    return print(
      process,
      `${Object.values(addresses).flat().map((one) => one.replace(/\/\d+$/, "")).join(" ")} \n`,
    );
  },
  id: withOptions({ flags: "ugnGr" }, id),
  logname: (process) => print(process, `${process.user.name}\n`),
  nproc: (process) => print(process, `${process.machine.facts().cores}\n`),
  printenv: async (process, [name]) => {
    if (name === undefined) {
      return await print(
        process,
        [...process.env].map(([key, value]) => `${key}=${value}\n`).join(""),
      );
    }
    const value = process.env.get(name);
    return value === undefined ? 1 : await print(process, `${value}\n`);
  },
  printf: async (process, args) => {
    try {
      return await print(process, formatPrintf(args));
    } catch (error) {
      if (!(error instanceof PrintfFault)) throw error;
      await print(process, error.output);
      return await complain(process, error.message, error.code);
    }
  },
  pwd: (process) => print(process, `${process.cwd}\n`),
  sync: () => 0,
  test,
  true: () => 0,
  tty: async (process) => {
    await print(process, "not a tty\n");
    return 1;
  },
  uname: withOptions({ flags: "asnrvmpio" }, uname),
  which: (process, names) => forEachName(process, names),
  whoami: (process) => print(process, `${process.user.name}\n`),
};

async function forEachName(process: Process, names: readonly string[]): Promise<number> {
  let code = 0;
  for (const name of names) {
    const file = findProgram(process, name);
    if (file === undefined) code = 1;
    else await print(process, `${file}\n`);
  }
  return code;
}

async function test(process: Process, args: readonly string[]): Promise<number> {
  try {
    return testHolds(process, args) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestFault)) throw error;
    return await complain(process, error.message, 2);
  }
}

async function id(process: Process, options: Options): Promise<number> {
  const accounts = accountsOf(process.fs);
  const [name] = options.operands;
  const account = name === undefined ? process.user : accounts.byName(name);
  if (account === undefined) return await complain(process, `‘${name}’: no such user`);
  const { uid, gid } = account;
  const isName = options.has("n");
  if (options.has("u")) return await print(process, `${isName ? accounts.userName(uid) : uid}\n`);
  if (options.has("gG")) return await print(process, `${isName ? accounts.groupName(gid) : gid}\n`);
  const group = `${gid}(${accounts.groupName(gid)})`;
  return await print(process, `uid=${uid}(${accounts.userName(uid)}) gid=${group} groups=${group}\n`);
}

async function uname(process: Process, options: Options): Promise<number> {
  const { hostname, kernel } = process.machine.facts();
  const parts: Readonly<Record<string, string>> = {
    s: "Linux",
    n: hostname,
    r: kernel,
    v: "#1 SMP PREEMPT_DYNAMIC",
    m: "x86_64",
    o: "GNU/Linux",
  };
  const letters = options.has("a")
    ? "snrvmo"
    : [..."snrvmo"].filter((letter) => options.has(letter)).join("");
  return await print(process, `${[...(letters || "s")].map((letter) => parts[letter] ?? "").join(" ")}\n`);
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The time in UTC; a format as of strftime as far as it is common. */
async function date(process: Process, args: readonly string[]): Promise<number> {
  const now = new Date();
  const iso = now.toISOString();
  const format = args.find((arg) => arg.startsWith("+"))?.slice(1) ??
    (args.some((arg) => /^-I|^--iso/.test(arg)) ? "%Y-%m-%d" : "%a %b %e %H:%M:%S UTC %Y");
  const values: Readonly<Record<string, string>> = {
    "%": "%",
    a: DAYS[now.getUTCDay()] ?? "",
    b: MONTHS[now.getUTCMonth()] ?? "",
    d: iso.slice(8, 10),
    e: String(now.getUTCDate()).padStart(2),
    F: iso.slice(0, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    m: iso.slice(5, 7),
    N: `${iso.slice(20, 23)}000000`,
    n: "\n",
    S: iso.slice(17, 19),
    s: String(Math.floor(now.getTime() / 1000)),
    T: iso.slice(11, 19),
    Y: iso.slice(0, 4),
    y: iso.slice(2, 4),
    Z: "UTC",
    z: "+0000",
  };
  return await print(
    process,
    `${format.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole)}\n`,
  );
}

async function getent(process: Process, [database = "", ...keys]: readonly string[]): Promise<number> {
  const path = { passwd: "/etc/passwd", group: "/etc/group", hosts: "/etc/hosts" }[database];
  if (path === undefined) return await complain(process, `Unknown database: ${database}`);
  const lines = new TextDecoder().decode(process.fs.read(path)).split("\n").filter((line) => line !== "");
  const wanted = keys.length === 0
    ? lines
    : lines.filter((line) => keys.some((key) => line.split(/[:\s]+/).includes(key)));
  if (wanted.length === 0) return 2;
  return await forEach(
    process,
    wanted,
    (line) => print(process, `${line}\n`).then(() => {}),
    (_, reason) => reason,
  );
}
