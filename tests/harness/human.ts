import * as z from "zod";

/** What a person does with a question: agrees after typing something, says no, or closes it. */
export type HumanAnswer =
  | { readonly action: "accept"; readonly content: { readonly name: string } }
  | { readonly action: "decline" }
  | { readonly action: "cancel" };

/** A person in front of a client: reads the question, answers it. */
export type Human = (question: string) => HumanAnswer | Promise<HumanAnswer>;

/** A person who agrees and types what the question asks for. */
export function typesTheName(question: string): HumanAnswer {
  return types(/To go on, type: (.*)$/.exec(question)?.[1] ?? "");
}

/** The answer of a person who agrees and types this. */
export function types(name: string): HumanAnswer {
  return { action: "accept", content: { name } };
}

/** The text that a client shows to the person, whichever SDK received it. */
export function questionText(parameters: unknown): string {
  return z.object({ message: z.string() }).parse(parameters).message;
}
