import type { Client, Place, ServerEntry } from "./client.ts";
import { entryIn, withEntry } from "./entries.ts";
import { MalformedFile, type Tables } from "./file_text.ts";

/** The server as clients are to know it. */
export interface Registrant {
  /** The key of its entry. */
  readonly name: string;
  readonly server: ServerEntry;
  /** The argument by which an entry is known to be this program's own: the path of its configuration file. */
  readonly mark: string;
}

/** A client that is there, and what registering the server with it would do. */
export type Registration =
  & { readonly client: Client; readonly file: string }
  & (
    | {
      readonly kind: "open";
      /** Undefined where there is no file yet. */
      readonly before: string | undefined;
      readonly after: string;
    }
    | { readonly kind: "registered" }
    /** `reason` ends a sentence that begins with the file's path. */
    | { readonly kind: "closed"; readonly reason: string }
  );

/** Finds the client's file on this machine; undefined where the client is not there. */
export async function locate(client: Client, place: Place): Promise<string | undefined> {
  for (const { file, sign } of await client.locations(place)) {
    if (await exists(file) || await exists(sign)) return file;
  }
  return undefined;
}

/** Looks at a client's file and works out the text that registers the server; writes nothing. */
export async function planRegistration(
  client: Client,
  file: string,
  { name, server, mark }: Registrant,
): Promise<Registration> {
  const { syntax, section } = client;
  try {
    const before = await textOf(file);
    const text = before ?? "";
    const present = entryIn(text, syntax, section, name);
    if (present !== undefined && !isOwn(present, mark)) {
      return {
        client,
        file,
        kind: "closed",
        reason: `has another server named ${name}, which stays as it is`,
      };
    }
    const after = withEntry(text, syntax, section, name, client.entry(server));
    return after === before
      ? { client, file, kind: "registered" }
      : { client, file, kind: "open", before, after };
  } catch (error) {
    return { client, file, kind: "closed", reason: reasonOf(error) };
  }
}

/** Whether an entry starts this program with the configuration file that setup writes. */
export function isOwn(entry: unknown, mark: string): boolean {
  const { args }: Tables = typeof entry === "object" && entry !== null ? { ...entry } : {};
  return Array.isArray(args) && args.includes(mark);
}

/** The file's text, or undefined where there is none. */
export async function textOf(file: string): Promise<string | undefined> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await Deno.readFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof TypeError) throw new MalformedFile("is not written in UTF-8");
    throw error;
  }
}

/** Why a file is left alone, as the end of a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof MalformedFile) return error.message;
  if (error instanceof Deno.errors.PermissionDenied) return "may not be read or written by this user";
  if (error instanceof Deno.errors.IsADirectory) return "is a directory";
  return `cannot be used (${error instanceof Error ? error.message : String(error)})`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
