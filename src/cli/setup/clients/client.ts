import type { UserPlace } from "../../../config/user_directory.ts";

/** Where clients keep their files: the system, the home directory and the variables that move them. */
export type Place = UserPlace;

/** How a client starts the server. */
export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
}

/** How a client reads its file: JSON as the standard has it, with comments, with trailing commas too, or TOML. */
export type Syntax = "json" | "commented" | "jsonc" | "toml";

/** A program that starts MCP servers, and the file by which it is told of them. */
export interface Client {
  /** What `--clients` calls it. */
  readonly id: string;
  readonly title: string;
  readonly syntax: Syntax;
  /** The table of servers by name. */
  readonly section: string;
  /** What a server looks like in it. */
  readonly entry: (server: ServerEntry) => Readonly<Record<string, unknown>>;
  /** What makes the client take notice, as the end of a sentence. */
  readonly afterwards: string;
  /** Where the file may be, the likeliest first. */
  readonly locations: (place: Place) => Promise<readonly Location[]> | readonly Location[];
}

/** One place of a client's file. */
export interface Location {
  readonly file: string;
  /** A file or directory that the client made: where it is, the client is, even before the file. */
  readonly sign: string;
}
