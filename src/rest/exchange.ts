import { getLogger } from "@logtape/logtape";
import {
  ApiError,
  AuthenticationError,
  ForeignAnswerError,
  LostAnswerError,
  RateLimitError,
  WireError,
} from "../wire/errors.ts";
import type { Answer, WireRequest } from "../wire/wire.ts";
import { decodeAnswer } from "./answer.ts";
import { type Carrier, OversizeAnswer } from "./carrier.ts";
import { explainedFault, silentError } from "./connection_errors.ts";
import type { Deadline } from "./deadline.ts";
import { encodeRequest } from "./encode.ts";
import { CarrierFault } from "./fault.ts";
import type { Login } from "./login.ts";
import type { Pacer } from "./pacer.ts";
import { addressOf, type RestSettings } from "./settings.ts";

/** Where a password is exchanged for a ticket. */
export const ticketPath = "/access/ticket";

/** Statuses of whoever passed a request on and lost the answer; what it asked for may go on (pve-cluster-facts E). */
const lostStatuses = new Set([502, 504, 596, 597, 598, 599]);

const logger = getLogger(["proxmox-mcp", "rest"]);

/** What one exchange with Proxmox needs. */
export interface Exchange {
  readonly settings: RestSettings;
  readonly carrier: () => Promise<Carrier>;
  readonly login: Login;
  readonly pacer: Pacer | undefined;
}

/**
 * Sends a request once and decodes its answer: waits for its turn, logs in where needed, carries it.
 *
 * @throws {RateLimitError} when its turn did not come within the deadline.
 * @throws {LostAnswerError} when it is a change, left the process, and its answer never came.
 * @throws {ConnectionError} and the errors of {@linkcode decodeAnswer}; the caller's abort is rethrown as it is.
 */
export async function exchange(by: Exchange, request: WireRequest, deadline: Deadline): Promise<Answer> {
  const credentials = await admitted(by, request, deadline);
  const started = performance.now();
  try {
    const answer = await carried(by, request, credentials, deadline);
    logger.debug("{method} {path} answered in {milliseconds} ms", {
      method: request.method,
      path: request.path,
      milliseconds: Math.round(performance.now() - started),
    });
    return answer;
  } catch (error) {
    logger.debug("{method} {path} failed after {milliseconds} ms: {reason}", {
      method: request.method,
      path: request.path,
      milliseconds: Math.round(performance.now() - started),
      reason: error instanceof Error ? error.message : String(error),
    });
    if (error instanceof AuthenticationError) by.login.refused(credentials);
    throw error;
  }
}

/**
 * Waits for a request's turn, logs in where needed, and returns the headers that say who asks.
 *
 * @throws {RateLimitError} when its turn did not come within the deadline; {ConnectionError} when the login did not.
 */
export async function admitted(
  by: Exchange,
  request: WireRequest,
  deadline: Deadline,
): Promise<Readonly<Record<string, string>>> {
  await turn(by, deadline);
  return await loggedIn(by, request, deadline);
}

async function turn({ pacer, settings }: Exchange, deadline: Deadline): Promise<void> {
  try {
    await pacer?.pass(deadline.signal);
  } catch (error) {
    if (!deadline.reached) throw error;
    throw new RateLimitError(
      `The limit of ${settings.rateLimit} requests a minute held the request back for ${
        deadline.timeout / 1000
      } s.`,
      { remedy: "Ask for less at once, or raise PROXMOX_RATE_LIMIT (0 means no limit).", cause: error },
    );
  }
}

async function loggedIn({ login, settings }: Exchange, request: WireRequest, deadline: Deadline) {
  try {
    return await login.headers(request.method, deadline.signal);
  } catch (error) {
    throw deadline.reached ? silentError(settings, deadline.timeout) : error;
  }
}

async function carried(
  { carrier, settings }: Exchange,
  request: WireRequest,
  credentials: Readonly<Record<string, string>>,
  deadline: Deadline,
): Promise<Answer> {
  const address = addressOf(settings);
  const encoded = encodeRequest(address, request, credentials);
  const { signal } = deadline;
  try {
    const carry = await carrier();
    return decodeAnswer(await carry(encoded, signal), request, settings.auth, address);
  } catch (error) {
    if (error instanceof CarrierFault) {
      const explained = await explainedFault(settings, error, signal);
      throw error.sent ? lostIfChange(request, explained) : explained;
    }
    if (error instanceof OversizeAnswer) throw lostIfChange(request, oversize(request, address, error));
    if (error instanceof ApiError && lostStatuses.has(error.status)) throw lostIfChange(request, error);
    if (error instanceof WireError && error === signal.reason) throw lostIfChange(request, error);
    if (signal.aborted && deadline.reached) {
      throw lostIfChange(request, silentError(settings, deadline.timeout));
    }
    throw error;
  }
}

function oversize({ method, path }: WireRequest, address: string, cause: OversizeAnswer): ForeignAnswerError {
  return new ForeignAnswerError(
    `The answer of ${address} to ${method} ${path} is larger than ${Math.round(cause.limit / 2 ** 20)} MiB.`,
    { remedy: "Ask for less: narrow the request with limit, start, or a more exact path.", cause },
  );
}

/** A change whose answer is missing may have been carried out; a read may simply be asked again. */
function lostIfChange({ method, path }: WireRequest, error: WireError): WireError {
  // A login changes nothing either, although it is a POST.
  if (method === "GET" || path === ticketPath) return error;
  return new LostAnswerError(
    `${method} ${path} was sent, and its answer was lost, so it may have been carried out: ${error.message}`,
    {
      remedy:
        "Look before repeating it: proxmox_task_list shows the tasks just begun, and the status or configuration " +
        "of what was to change shows whether it did.",
      cause: error,
    },
  );
}
