/** An `ssh` command line, taken apart. */
export interface SshArguments {
  readonly user: string | undefined;
  readonly host: string;
  /** Values of `-o`, by name in lower case; the first of a name counts. */
  readonly options: ReadonlyMap<string, string>;
  /** The command for the other side; empty for a shell. */
  readonly command: string;
}

/** Letters that take a value. */
const VALUED = "bcDEeFIiJLlmOoPpQRSWw";

/** Reads the arguments of `ssh`; undefined when there is no host. */
export function readSshArguments(args: readonly string[]): SshArguments | undefined {
  const options = new Map<string, string>();
  const rest = [...args];
  let login: string | undefined;
  let destination: string | undefined;
  while (destination === undefined) {
    const arg = rest.shift();
    if (arg === undefined) return undefined;
    const letter = /^-([A-Za-z0-9])/.exec(arg)?.[1];
    if (letter === undefined) destination = arg;
    else if (VALUED.includes(letter)) {
      const value = arg.length > 2 ? arg.slice(2) : rest.shift() ?? "";
      if (letter === "l") login = value;
      const [, name, setting] = letter === "o" ? /^\s*(\w+)\s*[=\s]\s*(.*)$/.exec(value) ?? [] : [];
      if (name !== undefined && !options.has(name.toLowerCase())) {
        options.set(name.toLowerCase(), setting ?? "");
      }
    }
  }
  if (rest[0] === "--") rest.shift();
  const at = destination.lastIndexOf("@");
  return {
    user: at < 0 ? login : destination.slice(0, at),
    host: destination.slice(at + 1),
    options,
    command: rest.join(" "),
  };
}
