import { PolicyError } from "../policy/errors.ts";
import { ExplainedError } from "../text/explained.ts";
import { type Confirmation, type ConfirmationSubject, preview } from "./confirmation.ts";
import { type Seal, type SealFault, sealSeconds } from "./seal.ts";

/** A confirmation that was not given, or does not hold for what would happen now. */
export class NotConfirmedError extends ExplainedError {
  override readonly name = "NotConfirmedError";
}

/** The preview of a call with the token that lets it act. */
export interface Preview {
  /** For whoever decides; says how to go on, with the token. */
  readonly preview: string;
  readonly token: string;
}

/** Gets a call confirmed in two steps: the first shows a preview with a sealed token, which the second brings. */
export async function confirmByToken(
  seal: Seal,
  subject: ConfirmationSubject,
): Promise<Confirmation<Preview>> {
  if (subject.token === undefined) {
    const token = await seal.close(subject.bound, "token");
    return { kind: "question", question: { preview: secondStep(subject, token), token } };
  }
  const fault = await seal.open(await seal.read(subject.token), "token", subject.bound);
  return fault === undefined
    ? { kind: "given", way: "token" }
    : { kind: "refused", error: notHolding(fault) };
}

/** What `PROXMOX_CONFIRM=deny` answers. */
export function confirmationDenied(): PolicyError {
  return new PolicyError(
    "Calls that need a confirmation are denied by PROXMOX_CONFIRM=deny. Nothing was done.",
    {
      settings: ["PROXMOX_CONFIRM=elicit"],
      remedy: "The owner allows them with PROXMOX_CONFIRM=elicit and a restart of the server.",
    },
  );
}

/** Why a seal that came back does not confirm the call. */
export function notHolding(fault: SealFault): NotConfirmedError {
  const remedy = "Call again without confirm= to see what would happen now.";
  switch (fault) {
    case "invalid":
      return new NotConfirmedError(
        "The confirmation is not valid, or older than five minutes. Nothing was done.",
        { remedy },
      );
    case "other-call":
      return new NotConfirmedError(
        "The confirmation was for another call, or its target has changed since it was shown. Nothing was done.",
        { remedy },
      );
    case "spent":
      return new NotConfirmedError("The confirmation was used before; each works once. Nothing was done.", {
        remedy,
      });
  }
}

function secondStep(subject: ConfirmationSubject, token: string): string {
  return [
    "Nothing was done yet. This is what the call would do:",
    preview(subject),
    `Show this to the human. If they agree, call ${subject.bound.tool} again within ${
      sealSeconds / 60
    } minutes with the same ` +
    `arguments and confirm=${token}`,
  ].join("\n");
}
