import { ForeignAnswerError } from "../wire/errors.ts";
import type { DocumentPath } from "../wire/wire.ts";
import { OversizeAnswer } from "./carrier.ts";
import { explainedFault, silentError } from "./connection_errors.ts";
import type { Deadline } from "./deadline.ts";
import type { Exchange } from "./exchange.ts";
import { CarrierFault } from "./fault.ts";
import { addressOf } from "./settings.ts";

/**
 * Fetches a static document that the node serves beside its API, once, without a login: nobody needs one for it.
 *
 * @throws {ForeignAnswerError} when the node does not have it, or it is over the limit for answers.
 * @throws {ConnectionError} when the node cannot be reached in time.
 */
export async function fetchDocument(
  { settings, carrier }: Pick<Exchange, "settings" | "carrier">,
  path: DocumentPath,
  deadline: Deadline,
): Promise<string> {
  const address = addressOf(settings);
  const { signal } = deadline;
  try {
    const carry = await carrier();
    const url = `https://${address}${encodeURI(path)}`;
    const answer = await carry({ method: "GET", url, headers: {}, body: undefined }, signal);
    if (answer.status === 200) return answer.text;
    throw new ForeignAnswerError(`${address} answered ${answer.status} to GET ${path}.`, {
      remedy: "A proxy in front of Proxmox may keep everything but /api2 to itself.",
    });
  } catch (error) {
    if (error instanceof CarrierFault) throw await explainedFault(settings, error, signal);
    if (error instanceof OversizeAnswer) {
      throw new ForeignAnswerError(`${path} on ${address} is larger than ${error.limit} bytes.`, {
        cause: error,
      });
    }
    if (signal.aborted && deadline.reached) throw silentError(settings, deadline.timeout);
    throw error;
  }
}
