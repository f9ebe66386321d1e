import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import type { ConfirmWay } from "../config/settings.ts";
import type { ExplainedError } from "../text/explained.ts";
import { type Confirmation, type ConfirmationSubject, preview, shownName } from "./confirmation.ts";
import {
  confirmationDenied,
  confirmByToken,
  NotConfirmedError,
  notHolding,
  type Preview,
} from "./confirm_by_token.ts";
import type { BrokenSeal, Seal, SealedPreview } from "./seal.ts";

/** What the client carries back to the server before the call goes on: the question to the human, or the preview and its token. */
export type Question = { readonly elicit: InputRequiredResult } | Preview;

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
  server: Server,
  context: ServerContext,
  subject: ConfirmationSubject,
): Promise<Confirmation<Question>> {
  if (way === "deny") return refused(confirmationDenied());
  const { mcpReq } = context;
  // Only rounds of an elicitation carry state; the SDK has had its seal read before the handler runs.
  const shown = mcpReq.requestState<SealedPreview | BrokenSeal>();
  if (shown !== undefined) return await answered(seal, shown, context, subject);
  if (way === "elicit" && canElicit(server, context)) {
    return { kind: "question", question: { elicit: await elicitation(seal, subject) } };
  }
  return await confirmByToken(seal, subject);
}

const elicitingClient = z.object({ elicitation: z.looseObject({}) });

/**
 * Tells whether the human behind this request can be asked by form.
 *
 * In the 2026 protocol the request says so itself, in the 2025 one the client did at its start; a 2025 client over
 * stateless HTTP cannot, for no question would find its way back.
 */
function canElicit(server: Server, context: ServerContext): boolean {
  const envelope: Readonly<Record<string, unknown>> | undefined = context.mcpReq.envelope;
  const declared = envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities();
  const elicitation = elicitingClient.safeParse(declared).data?.elicitation;
  if (elicitation === undefined) return false;
  // An empty object means form, the only mode there once was.
  return Object.keys(elicitation).length === 0 || "form" in elicitation;
}

async function elicitation(
  seal: Seal,
  subject: ConfirmationSubject,
): Promise<InputRequiredResult> {
  return inputRequired({
    inputRequests: {
      [question]: inputRequired.elicit({
        message: `${preview(subject)}\n\nTo go on, type: ${shownName(subject)}`,
        requestedSchema: answerSchema,
      }),
    },
    requestState: await seal.close(subject.bound, "elicitation"),
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

function refused(error: ExplainedError): Confirmation<Question> {
  return { kind: "refused", error };
}
