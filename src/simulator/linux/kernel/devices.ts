import type { DeviceName } from "../files/entry.ts";
import { SystemError } from "../system_error.ts";
import { OpenFile } from "./open_file.ts";

/** `/dev/null`, `/dev/zero`, `/dev/full` and `/dev/urandom`. */
export class Device extends OpenFile {
  readonly kind = "device";
  readonly #name: DeviceName;

  constructor(name: DeviceName) {
    super();
    this.#name = name;
  }

  override read(most: number): Uint8Array {
    if (this.#name === "null") return new Uint8Array();
    const bytes = new Uint8Array(Math.min(most, 65536));
    return this.#name === "random" ? crypto.getRandomValues(bytes) : bytes;
  }

  override write(bytes: Uint8Array): number {
    if (this.#name === "full") throw new SystemError("ENOSPC");
    return bytes.length;
  }
}
