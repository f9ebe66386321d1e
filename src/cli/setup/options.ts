import { parseArgs } from "node:util";
import * as z from "zod";
import { UsageError } from "../usage_error.ts";
import { clients } from "./clients/catalog.ts";

const word = z.string().min(1);

const clientList = z.string().transform((text) =>
  text.split(",").map((name) => name.trim().toLowerCase()).filter((name) => name !== "")
).pipe(
  z.array(z.enum(["all", "none", ...clients.map(({ id }) => id)], {
    error: `must be all, none, or some of ${clients.map(({ id }) => id).join(", ")}`,
  })),
);

const schema = z.strictObject({
  host: word.optional(),
  fingerprint: word.optional(),
  user: word.optional(),
  "password-file": word.optional(),
  "token-id": word.optional(),
  "token-secret-file": word.optional(),
  access: z.enum(["look", "operate", "everything"], { error: "must be look, operate or everything" })
    .optional(),
  account: word.regex(/^[^\s:/!@]+@[A-Za-z][A-Za-z0-9._-]+$/, { error: "must be a user as name@realm" })
    .default("proxmox-mcp@pve"),
  "token-name": word.regex(/^[A-Za-z][A-Za-z0-9._-]+$/, {
    error: "must begin with a letter, and have letters, digits, and the characters . _ - alone",
  }).default("assistant"),
  ssh: z.boolean().optional(),
  "no-ssh": z.boolean().optional(),
  "ssh-key": word.optional(),
  "ssh-user": word.optional(),
  "ssh-host": word.optional(),
  "ssh-host-key": word.regex(/^SHA256:[A-Za-z0-9+/]{43}$/, {
    error: "must be a fingerprint as ssh-keygen -lf shows it: SHA256: and 43 characters",
  }).optional(),
  clients: clientList.optional(),
  name: word.regex(/^[A-Za-z0-9_-]+$/, { error: "must have letters, digits, - and _ alone" }).default(
    "proxmox",
  ),
  config: word.optional(),
  "print-env": z.boolean().default(false),
  yes: z.boolean().default(false),
  undo: z.boolean().default(false),
});

/** What `proxmox-mcp setup` was told on the command line; what is undefined is asked. */
export type SetupOptions = z.infer<typeof schema>;

const switches = new Set(["ssh", "no-ssh", "print-env", "yes", "undo"]);

/** Reads the options. @throws {UsageError} */
export function readSetupOptions(args: readonly string[]): SetupOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: Object.fromEntries(
        Object.keys(schema.shape).map((name) => [name, { type: switches.has(name) ? "boolean" : "string" }]),
      ),
    });
    return schema.parse(values);
  } catch (cause) {
    if (args.some((arg) => /^--(?:password|token-secret|otp)(?:=|$)/.test(arg))) {
      throw unusable("a secret on the command line can be read by every user of this machine", cause, [
        "Set PROXMOX_PASSWORD in the environment, or give a file with --password-file (- is standard input).",
      ]);
    }
    throw unusable(cause instanceof z.ZodError ? reasonOf(cause) : messageOf(cause), cause);
  }
}

function unusable(reason: string, cause: unknown, remedies = ["See proxmox-mcp help setup."]): UsageError {
  return new UsageError(`setup cannot be run so: ${reason.replace(/\.$/, "")}.`, {
    remedy: remedies.join(" "),
    cause,
  });
}

function reasonOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) =>
    `--${path[0] === undefined ? "" : String(path[0])} ${message}`
  )
    .join("; ");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
