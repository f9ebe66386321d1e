import type { ApiError } from "../wire/errors.ts";
import { WireError } from "../wire/errors.ts";
import { apiErrorFrom } from "../wire/failure.ts";
import type { WireRequest } from "../wire/wire.ts";

/** What a `pvesh` call left behind. */
export interface PveshOutput {
  readonly code: number | undefined;
  readonly stdout: string;
  /** Without Perl's warnings. */
  readonly stderr: string;
}

/**
 * Reads the data of a successful `pvesh` call; nothing on stdout is null.
 *
 * Lines that Proxmox prints before the data (a task's log, warnings) are left out: the data is the last line, a bare UPID where the
 * call was carried to another node.
 */
export function pveshData({ method, path }: WireRequest, stdout: string): unknown {
  const text = stdout.trim();
  if (text === "") return null;
  const whole = json(text);
  if (whole.parsed) return whole.value;
  const last = text.slice(text.lastIndexOf("\n") + 1);
  const line = json(last);
  if (line.parsed) return line.value;
  if (/^UPID:\S+:$/.test(last)) return last;
  throw new WireError(
    `pvesh answered ${method} ${path} with something that is no JSON: ${text.slice(0, 200)}`,
    {
      remedy: "Run the same pvesh command on the node and see what it prints.",
    },
  );
}

function json(text: string): { readonly parsed: true; readonly value: unknown } | { readonly parsed: false } {
  try {
    return { parsed: true, value: JSON.parse(text) };
  } catch {
    return { parsed: false };
  }
}

/** Makes the error that REST would give for what `pvesh` said (pve-facts 4.5; the status is the one the message implies). */
export function pveshError(request: WireRequest, { code, stderr }: PveshOutput): ApiError | WireError {
  const { method, path } = request;
  const far = /^proxy handler failed: /.test(stderr);
  const text = withoutUsage(stderr.replace(/^proxy handler failed: /, ""));
  if (/^please run as root$/m.test(text)) {
    return new WireError("pvesh works for root alone, and the SSH user is not root.", {
      remedy:
        "Log in as root (PROXMOX_SSH_USER=root), or set PROXMOX_SSH_SUDO=true and allow pvesh in sudoers.",
    });
  }
  if (code === 127) {
    return new WireError(`The node has no pvesh: ${text}.`, {
      remedy: "Set PROXMOX_SSH_HOST to a Proxmox VE node.",
    });
  }
  const { status, reason, parameters } = interpret(text, far);
  return apiErrorFrom({ status, reason, method, path, ...(parameters === undefined ? {} : { parameters }) });
}

interface Interpreted {
  readonly status: number;
  readonly reason: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

function interpret(text: string, far: boolean): Interpreted {
  const unknown = [...text.matchAll(/^Unknown option: (\S+)$/gm)].flatMap((
    [, name],
  ) => (name === undefined ? [] : [name]));
  if (unknown.length > 0) {
    const sentence = "property is not defined in schema and the schema does not allow additional properties";
    return {
      status: 400,
      reason: "Parameter verification failed.",
      parameters: Object.fromEntries(unknown.map((name) => [name, sentence])),
    };
  }
  const handler = /^No '(get|set|create|delete)' handler defined for '(.*)'$/m.exec(text);
  if (handler !== null) {
    const methods: Readonly<Record<string, string>> = {
      get: "GET",
      set: "PUT",
      create: "POST",
      delete: "DELETE",
    };
    return { status: 501, reason: `Method '${methods[handler[1] ?? ""]} ${handler[2]}' not implemented` };
  }
  const coded = /^([4-5]\d\d) ([^]*)$/.exec(text);
  if (coded !== null) {
    const [reason = "", ...rest] = (coded[2] ?? "").split("\n");
    return { status: Number(coded[1]), reason, parameters: parametersIn(rest) };
  }
  if (/^Permission check failed\b/.test(text)) return { status: 403, reason: text };
  if (far && /^(?:ssh: |Host key verification failed|command '\/usr\/bin\/ssh)/m.test(text)) {
    return { status: 595, reason: text.split("\n")[0] ?? "" };
  }
  return { status: 500, reason: text };
}

/** `name: message` a line; lines that are none belong to the message before. */
function parametersIn(lines: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let current: string | undefined;
  for (const line of lines) {
    const [, name, message] = /^([A-Za-z][\w-]*): (.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      current = name;
      found[name] = message ?? "";
    } else if (current !== undefined && line !== "") {
      found[current] += `\n${line}`;
    }
  }
  return found;
}

/** The synopsis that every parameter error ends with. */
function withoutUsage(text: string): string {
  return text.split("\n").filter((line) => !/^pvesh (?:get|set|create|delete) <api_path> /.test(line)).join(
    "\n",
  ).trim();
}
