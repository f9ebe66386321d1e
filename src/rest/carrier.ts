/** One HTTP request as it leaves: everything encoded, credentials in the headers. */
export interface CarriedRequest {
  readonly method: string;
  /** Absolute `https` URL with its query string. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Form-encoded body; undefined sends none (Proxmox refuses any on GET and DELETE). */
  readonly body: string | undefined;
}

/** One HTTP answer as it came; `text` is whole and unpacked. */
export interface CarriedAnswer {
  readonly status: number;
  /** The reason phrase, or empty where the carrier cannot see it (`fetch`). */
  readonly reason: string;
  /** A header's value by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

/**
 * Carries one HTTP request and reads its answer to the end.
 *
 * Reads share kept connections; a change has a connection of its own, so that nothing below can send it twice.
 *
 * Rejects with a {@linkcode CarrierFault} when the connection did not come about or broke, with the signal's reason when
 * it fires, and with an {@linkcode OversizeAnswer} when the answer is over the limit.
 */
export type Carrier = (request: CarriedRequest, signal: AbortSignal) => Promise<CarriedAnswer>;

/** A carrier with the kept connections behind it. */
export interface OpenCarrier {
  readonly carry: Carrier;
  /** Ends the kept connections. */
  readonly close: () => void;
}

/** An answer over the limit; the connection is given up with it. */
export class OversizeAnswer extends Error {
  override readonly name = "OversizeAnswer";
  /** The limit, in bytes. */
  readonly limit: number;

  constructor(limit: number) {
    super(`The answer is larger than ${limit} bytes.`);
    this.limit = limit;
  }
}

/** Reads a body to its end as UTF-8. @throws {OversizeAnswer} as soon as more than `limit` bytes have come. */
export async function readText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw new OversizeAnswer(limit);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
