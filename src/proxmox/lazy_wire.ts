import type { Answer, CarryOptions, DocumentPath, Wire, WireName, WireRequest } from "../wire/wire.ts";
import { documentFrom } from "./auto_wire.ts";

/** A wire whose code is loaded and which is made by its first request. */
export class LazyWire implements Wire {
  readonly name: WireName;
  readonly #make: () => Promise<Wire>;
  #wire: Promise<Wire> | undefined;

  constructor(name: WireName, make: () => Promise<Wire>) {
    this.name = name;
    this.#make = make;
  }

  async request(request: WireRequest, options?: CarryOptions): Promise<Answer> {
    this.#wire ??= this.#make();
    return await (await this.#wire).request(request, options);
  }

  async document(path: DocumentPath, options?: CarryOptions): Promise<string> {
    this.#wire ??= this.#make();
    return await documentFrom(await this.#wire, path, options);
  }

  async close(): Promise<void> {
    await (await this.#wire)?.close();
  }
}
