import { join } from "node:path";
import { ExplainedError } from "../text/explained.ts";

/** A secret could not be kept in a file. */
export class SecretFileError extends ExplainedError {
  override readonly name = "SecretFileError";
}

/**
 * A file of the server's own user for one secret, which no answer shows.
 *
 * It is made before the secret is, so that no secret is lost because there is no place for it.
 */
export class SecretFile {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes the file, empty, with mode 0600.
   *
   * @param directory the server's state directory; the file goes into `folder` below it.
   * @param subject whose secret it is; becomes part of the file's name.
   * @throws {SecretFileError} when it cannot be made.
   */
  static async make(directory: string, folder: string, subject: string): Promise<SecretFile> {
    const place = join(directory, folder);
    const stamp = new Date().toISOString().replace(/[:.]/g, "-");
    const path = join(place, `${subject.replace(/[^\w.@!-]/g, "_")}-${stamp}.txt`);
    try {
      await Deno.mkdir(place, { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(path, "", { createNew: true, mode: 0o600 });
    } catch (cause) {
      throw new SecretFileError(`The secret could not be kept in ${path}, so nothing was sent.`, {
        remedy: "Make that directory writable for the server.",
        cause,
      });
    }
    return new SecretFile(path);
  }

  /** Writes the secret. */
  async write(secret: string): Promise<void> {
    await Deno.writeTextFile(this.path, `${secret}\n`);
  }

  /** Removes the file, where there is no secret after all. */
  async remove(): Promise<void> {
    await Deno.remove(this.path);
  }
}
