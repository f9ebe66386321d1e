import { ExplainedError } from "../text/explained.ts";
import type { AccessClass } from "./access.ts";

/** The policy forbids a call or a request; the remedy names the setting that would allow it, where one does. */
export class PolicyError extends ExplainedError {
  override readonly name: string = "PolicyError";
  /** Class of what was refused, or undefined where the refusal does not depend on it. */
  readonly access: AccessClass | undefined;
  /** Settings to change, for example `PROXMOX_READ_ONLY=false`; empty where no setting allows it. */
  readonly settings: readonly string[];

  constructor(
    message: string,
    options: {
      readonly remedy?: string;
      readonly access?: AccessClass | undefined;
      readonly settings?: readonly string[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options);
    this.access = options.access;
    this.settings = options.settings ?? [];
  }
}
