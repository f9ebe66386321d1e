import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import type { ConfirmWay } from "../config/settings.ts";
import { PolicyError } from "../policy/errors.ts";
import { ExplainedError } from "../text/explained.ts";
import { type Confirmation, type ConfirmationSubject, preview, shownName } from "./confirmation.ts";
import { type BrokenSeal, type Seal, type SealedPreview, type SealFault, sealSeconds } from "./seal.ts";

/** A confirmation that was not given, or does not hold for what would happen now. */
export class NotConfirmedError extends ExplainedError {
  override readonly name = "NotConfirmedError";
}

/** What the client carries back to the server before the call goes on: the question to the human, or the preview and its token. */
export type Question = { readonly elicit: InputRequiredResult } | { readonly preview: string };

const question = "confirm";
const answerSchema = z.object({
  name: z.string().meta({ title: "Name", description: "Type the name to go on" }),
});

/**
 * Gets a call confirmed: by the human through elicitation where this client can, else by a preview and a sealed token that
 * the second call brings.
 */
export async function confirmByClient(
  way: ConfirmWay,
  seal: Seal,
  server: McpServer,
  context: ServerContext,
  subject: ConfirmationSubject,
): Promise<Confirmation<Question>> {
  if (way === "deny") return refused(denied());
  const { mcpReq } = context;
  // Only rounds of an elicitation carry state; the SDK has had its seal read before the handler runs.
  const shown = mcpReq.requestState<SealedPreview | BrokenSeal>();
  if (shown !== undefined) return await answered(seal, shown, context, subject);
  if (way === "elicit" && canElicit(server, context)) {
    return { kind: "question", question: { elicit: await elicitation(seal, context, subject) } };
  }
  if (subject.token === undefined) {
    const token = await seal.close(subject.bound, "token", context);
    return { kind: "question", question: { preview: secondStep(subject, token) } };
  }
  const fault = await seal.open(await seal.read(subject.token, context), "token", subject.bound);
  return fault === undefined ? { kind: "given", way: "token" } : refused(notHolding(fault));
}

/**
 * Tells whether the human behind this request can be asked by form.
 *
 * In the 2026 protocol the request says so itself, in the 2025 one the client did at its start; a 2025 client over
 * stateless HTTP cannot, for no question would find its way back.
 */
function canElicit(server: McpServer, context: ServerContext): boolean {
  const envelope: Readonly<Record<string, unknown>> | undefined = context.mcpReq.envelope;
  const declared = envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
  const elicitation = z.object({ elicitation: z.looseObject({}) }).safeParse(declared).data?.elicitation;
  if (elicitation === undefined) return false;
  // An empty object means form, the only mode there once was.
  return Object.keys(elicitation).length === 0 || "form" in elicitation;
}

async function elicitation(
  seal: Seal,
  context: ServerContext,
  subject: ConfirmationSubject,
): Promise<InputRequiredResult> {
  return inputRequired({
    inputRequests: {
      [question]: inputRequired.elicit({
        message: `${preview(subject)}\n\nTo go on, type: ${shownName(subject)}`,
        requestedSchema: answerSchema,
      }),
    },
    requestState: await seal.close(subject.bound, "elicitation", context),
  });
}

async function answered(
  seal: Seal,
  shown: SealedPreview | BrokenSeal,
  context: ServerContext,
  subject: ConfirmationSubject,
): Promise<Confirmation<Question>> {
  const answer = inputResponse(context.mcpReq.inputResponses, question);
  if (answer.kind !== "elicit" || answer.action !== "accept") {
    const how = answer.kind === "elicit" && answer.action === "decline" ? "declined" : "did not confirm";
    return refused(
      new NotConfirmedError(`The human ${how}. Nothing was done.`, {
        remedy: "Do not try again unless asked to.",
      }),
    );
  }
  const typed = answerSchema.safeParse(answer.content).data?.name.trim();
  if (typed === "" || typed !== shownName(subject)) {
    return refused(
      new NotConfirmedError(
        `The human typed another name than ${JSON.stringify(shownName(subject))}. Nothing was done.`,
        {
          remedy: "Call again if the right target is meant; the name has to be typed exactly.",
        },
      ),
    );
  }
  const fault = await seal.open(shown, "elicitation", subject.bound);
  return fault === undefined ? { kind: "given", way: "elicitation" } : refused(notHolding(fault));
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

function denied(): PolicyError {
  return new PolicyError(
    "Calls that need a confirmation are denied by PROXMOX_CONFIRM=deny. Nothing was done.",
    {
      settings: ["PROXMOX_CONFIRM=elicit"],
      remedy: "The owner allows them with PROXMOX_CONFIRM=elicit and a restart of the server.",
    },
  );
}

function notHolding(fault: SealFault): NotConfirmedError {
  const again = "Call again without confirm= to see what would happen now.";
  switch (fault) {
    case "invalid":
      return new NotConfirmedError(
        "The confirmation is not valid, or older than five minutes. Nothing was done.",
        {
          remedy: again,
        },
      );
    case "other-call":
      return new NotConfirmedError(
        "The confirmation was for another call, or its target has changed since it was shown. Nothing was done.",
        { remedy: again },
      );
    case "spent":
      return new NotConfirmedError(
        "The confirmation was used before; each works once. Nothing was done.",
        {
          remedy: again,
        },
      );
  }
}

function refused(error: ExplainedError): Confirmation<Question> {
  return { kind: "refused", error };
}
