/** The tables of a file, by name. */
export type Tables = Readonly<Record<string, unknown>>;

/** Reads and changes a client's file as text, so that everything else in it stays as it is, comments too. */
export interface FileText {
  /** What the file holds. @throws {MalformedFile} when the client could not read it either. */
  readonly parse: (text: string) => Tables;
  /** The text with one entry set, or without it where the value is undefined. */
  readonly change: (text: string, section: string, name: string, value: Tables | undefined) => string;
}

/** A file that cannot be read, so it is left alone; the message ends a sentence that begins with its path. */
export class MalformedFile extends Error {
  override readonly name = "MalformedFile";
}
