import { inline } from "../text/foreign.ts";
import type { AccessClass } from "./access.ts";
import { judge } from "./endpoints/judge.ts";
import { PolicyError } from "./errors.ts";
import type { GuardedRequest, RequestGuard } from "./guard.ts";
import type { Policy } from "./policy.ts";
import type { PolicyWire } from "./switches.ts";

/** One call of a tool, as far as its requests are bounded by it. */
export interface GuardedCall {
  readonly tool: string;
  /** Class of the tool, or of the endpoint for the generic call. */
  readonly access: AccessClass;
  /** Whether a human, or the sealed token, has confirmed this very call. */
  readonly confirmed: boolean;
}

/** The classes that a call of each class may use: looking is always part of it, commands are not part of changing. */
const within: Readonly<Record<AccessClass, readonly AccessClass[]>> = {
  read: ["read"],
  write: ["read", "write"],
  destroy: ["read", "write", "destroy"],
  exec: ["read", "exec"],
  host: ["read", "exec", "host"],
};

/**
 * The guard that a wire of this process asks before each request: nothing leaves that the switches keep off.
 *
 * In read-only nothing but harmless GETs passes, and no command. The login (`POST /access/ticket`) that the REST wire
 * makes for itself happens below the guard.
 */
export function processGuard(policy: Policy, wire: PolicyWire): RequestGuard {
  return {
    check(request: GuardedRequest): void {
      const judgement = judge(request);
      const refusal = policy.refusal(judgement.access, { wire });
      if (refusal !== undefined) throw refusedRequest(request, judgement.reasons, refusal);
      // A request of class exec or host may lose data as well, and then that class must be on too.
      const second = judgement.destroys ? policy.refusal("destroy", { wire }) : undefined;
      if (second !== undefined) throw refusedRequest(request, judgement.reasons, second);
    },
    checkCommand(access: "exec" | "host"): void {
      const refusal = policy.refusal(access, { wire: "ssh" });
      if (refusal !== undefined) throw refusal;
    },
  };
}

/**
 * The guard around one call: its requests stay within the class that the tool declares, and what loses data leaves only
 * in a confirmed call (unless `PROXMOX_CONFIRM=off`). Hence a tool written wrongly can do no more than it says.
 */
export function callGuard(policy: Policy, call: GuardedCall): RequestGuard {
  const allowed = within[call.access];
  return {
    check(request: GuardedRequest): void {
      const judgement = judge(request);
      if (!allowed.includes(judgement.access)) throw beyondCall(call, judgement.access, nameOf(request));
      if (judgement.destroys && !call.confirmed && policy.settings.confirm !== "off") {
        throw new PolicyError(
          `${nameOf(request)} was not sent: it ${
            judgement.reasons.join(" and ")
          }, and nobody has confirmed that.`,
          { access: judgement.access, remedy: "Ask for the confirmation first, then call again." },
        );
      }
      const refusal = policy.refusal(judgement.access);
      if (refusal !== undefined) throw refusedRequest(request, judgement.reasons, refusal);
    },
    checkCommand(access: "exec" | "host"): void {
      if (!allowed.includes(access)) throw beyondCall(call, access, "A command over SSH");
      const refusal = policy.refusal(access, { wire: "ssh" });
      if (refusal !== undefined) throw refusal;
    },
  };
}

function refusedRequest(
  request: GuardedRequest,
  reasons: readonly string[],
  refusal: PolicyError,
): PolicyError {
  return new PolicyError(
    `${nameOf(request)} was not sent, because it ${reasons.join(" and ")}. ${refusal.message}`,
    {
      access: refusal.access,
      settings: refusal.settings,
      remedy: refusal.remedy,
      cause: refusal,
    },
  );
}

function beyondCall(call: GuardedCall, access: AccessClass, what: string): PolicyError {
  return new PolicyError(
    `${what} (class ${access}) was not sent: ${call.tool} is of class ${call.access} and may do no more than that.`,
    {
      access,
      remedy: "This is a fault of proxmox-mcp, please report it; a tool of the right class does it.",
    },
  );
}

function nameOf(request: GuardedRequest): string {
  return `${request.method} ${inline(request.path, 200)}`;
}
