import { ExplainedError } from "../text/explained.ts";
import type { Method } from "./wire.ts";

/** What both wires throw when a request did not succeed. */
export class WireError extends ExplainedError {
  override readonly name: string = "WireError";
}

/** Why no connection to Proxmox came about or held. */
export type ConnectionFault =
  | "unknown-host"
  | "refused"
  | "unreachable"
  | "silent"
  | "certificate"
  | "not-tls"
  | "reset"
  | "closed";

/** Proxmox could not be reached, or the connection broke before an answer was whole. */
export class ConnectionError extends WireError {
  override readonly name: string = "ConnectionError";
  readonly fault: ConnectionFault;
  /** `host:port` as tried. */
  readonly address: string;

  constructor(
    message: string,
    options: {
      readonly fault: ConnectionFault;
      readonly address: string;
      readonly remedy?: string;
      readonly cause?: unknown;
    },
  ) {
    super(message, options);
    this.fault = options.fault;
    this.address = options.address;
  }
}

/** The server's certificate (or SSH host key) is not the one that the configuration trusts. */
export class CertificateError extends ConnectionError {
  override readonly name = "CertificateError";
  /** SHA-256 fingerprint the server showed, or undefined where it could not be read. */
  readonly fingerprint: string | undefined;

  constructor(
    message: string,
    options: {
      readonly address: string;
      readonly fingerprint?: string | undefined;
      readonly remedy?: string;
      readonly cause?: unknown;
    },
  ) {
    super(message, { ...options, fault: "certificate" });
    this.fingerprint = options.fingerprint;
  }
}

/** The rate limit held a request back until its deadline was over; it was not sent. */
export class RateLimitError extends WireError {
  override readonly name = "RateLimitError";
}

/** The answer to a change was lost, so whether Proxmox carried it out is unknown; the remedy says how to look. */
export class LostAnswerError extends WireError {
  override readonly name = "LostAnswerError";
}

/** Something answered that is not the Proxmox API (an HTML page of a proxy, broken JSON, an answer over the limit). */
export class ForeignAnswerError extends WireError {
  override readonly name = "ForeignAnswerError";
}

/** What an {@linkcode ApiError} is made of. */
export interface ApiFailure {
  /** Proxmox's status: 400 to 599; over SSH the one that its message implies. */
  readonly status: number;
  /** Proxmox's own message, trimmed; may be empty (595, 596, some 401). */
  readonly reason: string;
  /** Messages by parameter (status 400 mostly). */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly method: Method;
  readonly path: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** Proxmox answered, and the answer is a failure. */
export class ApiError extends WireError {
  override readonly name: string = "ApiError";
  readonly status: number;
  readonly reason: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly method: Method;
  readonly path: string;

  constructor(message: string, failure: ApiFailure) {
    super(message, failure);
    this.status = failure.status;
    this.reason = failure.reason;
    this.parameters = failure.parameters ?? {};
    this.method = failure.method;
    this.path = failure.path;
  }
}

/** Status 401: the login is wrong, expired or locked; never a missing privilege. */
export class AuthenticationError extends ApiError {
  override readonly name = "AuthenticationError";
}

/** Status 403: the caller lacks a privilege. */
export class PermissionError extends ApiError {
  override readonly name = "PermissionError";
  /** ACL path the privilege was missing on, or undefined where Proxmox does not say. */
  readonly aclPath: string | undefined;
  /** Privileges of which one (`any`) or all were needed; empty where Proxmox does not say. */
  readonly privileges: readonly string[];
  /** True when one of {@linkcode privileges} is enough, false when all are needed. */
  readonly anyOf: boolean;

  constructor(
    message: string,
    failure: ApiFailure & {
      readonly aclPath?: string | undefined;
      readonly privileges?: readonly string[];
      readonly anyOf?: boolean;
    },
  ) {
    super(message, failure);
    this.aclPath = failure.aclPath;
    this.privileges = failure.privileges ?? [];
    this.anyOf = failure.anyOf ?? false;
  }
}

/** Status 400 with messages by parameter. */
export class ParameterError extends ApiError {
  override readonly name = "ParameterError";
}

/** Status 595 to 599: the entry node could not reach the node that the path names. */
export class NodeUnreachableError extends ApiError {
  override readonly name = "NodeUnreachableError";
}
