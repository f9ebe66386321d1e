import * as z from "zod";
import type { GuestType } from "../../proxmox/resources.ts";
import { parseArguments } from "../arguments.ts";
import { guestOf, WrongGuestError } from "../guest.ts";
import { type JsonSchema, schemaOf } from "../schema.ts";
import { guestName } from "../target.ts";
import type { Input, PreparedCall, Tool, ToolAnswer, ToolContext } from "../tool.ts";
import type { CompatToolset } from "../toolsets.ts";

/** What an alias says about itself; everything else is that of the tool it stands for. */
export interface AliasDeclaration<Listed extends z.ZodRawShape, Hidden extends z.ZodRawShape> {
  /** The name that the other server has for it. */
  readonly name: string;
  readonly toolset: CompatToolset;
  /** The tools that it may call, all of one access class: the first, where {@linkcode choose} does not pick another. */
  readonly standsFor: readonly [Tool, ...Tool[]];
  readonly choose?: (input: Input<Listed, Hidden>) => Tool;
  /** In place of the tool's own, where it stands for several. */
  readonly title?: string;
  /** In place of the tool's own, where that speaks of arguments that the alias does not have. */
  readonly description?: string;
  /** Set when the alias needs the SSH wire although its tool may do without. */
  readonly needs?: "ssh";
  readonly input: Listed;
  /** Arguments that are accepted and checked but not listed. */
  readonly hidden?: Hidden;
  /** The tool's arguments for those of the alias; the same where it is left out. */
  readonly translate?: (input: Input<Listed, Hidden>) => Readonly<Record<string, unknown>>;
  /** Another form of the answer, where the other server's callers rely on it; `run` gives the tool's own. */
  readonly answer?: (
    input: Input<Listed, Hidden>,
    context: ToolContext,
    run: () => Promise<ToolAnswer>,
  ) => Promise<ToolAnswer>;
  /** Schema of what {@linkcode answer} adds for a program. */
  readonly output?: z.ZodObject;
  /** What kind of guest the call takes its guest for, where the tool itself serves both. */
  readonly guestType?: (input: Input<Listed, Hidden>) => GuestType | undefined;
}

/**
 * Makes an alias: a tool by another server's name and arguments, that calls one of ours.
 *
 * Its class, target, loss and answer are those of our tool, so that policy, confirmation, lists and audit log see no
 * difference.
 */
export function defineAlias<
  Listed extends z.ZodRawShape,
  Hidden extends z.ZodRawShape = Record<never, never>,
>(declaration: AliasDeclaration<Listed, Hidden>): Tool {
  const { name, toolset, standsFor, input: listed, hidden, output, answer } = declaration;
  const [first] = standsFor;
  let parser: z.ZodType<Input<Listed, Hidden>> | undefined;
  let shown: JsonSchema | undefined;
  let all: JsonSchema | undefined;
  let program: JsonSchema | undefined;
  return {
    name,
    title: declaration.title ?? first.title,
    toolset,
    access: first.access,
    privileges: [...new Set(standsFor.flatMap(({ privileges }) => privileges))],
    description: `${declaration.description ?? first.description} ${aliasNote(standsFor)}`,
    needs: declaration.needs ?? first.needs,
    needsQuorum: standsFor.some(({ needsQuorum }) => needsQuorum),
    standsFor: standsFor.map((tool) => tool.name),
    mayConfirm: standsFor.some(({ mayConfirm }) => mayConfirm),
    inputSchema: () => shown ??= schemaOf(z.object(listed), "input"),
    outputSchema: () => output === undefined ? undefined : program ??= schemaOf(output, "output"),
    prepare(given) {
      // As in defineTool: the shapes' intersection is what a strict object of all keys yields.
      parser ??= z.strictObject({ ...listed, ...hidden }) as unknown as z.ZodType<Input<Listed, Hidden>>;
      all ??= schemaOf(z.object({ ...listed, ...hidden }), "input");
      const input = parseArguments(name, parser, all, given);
      const tool = declaration.choose?.(input) ?? first;
      const prepared = tool.prepare(declaration.translate?.(input) ?? input);
      const checked = onGuestOfType(
        prepared,
        declaration.guestType?.(input),
        `call ${tool.name}, which takes both`,
      );
      return {
        ...checked,
        run: async (context) => {
          const run = () => checked.run(context);
          const { structured, ...rest } = await (answer === undefined ? run() : answer(input, context, run));
          return output === undefined || structured === undefined ? rest : { ...rest, structured };
        },
      };
    },
  };
}

function aliasNote(standsFor: readonly Tool[]): string {
  return `Alias of ${standsFor.map(({ name }) => name).join(", ")}.`;
}

/**
 * A call that goes on only when its guest is of a type: a caller that is wrong about that may be wrong about the guest.
 *
 * @param otherwise what to do when the guest is meant all the same.
 */
export function onGuestOfType(
  prepared: PreparedCall,
  type: GuestType | undefined,
  otherwise: string,
): PreparedCall {
  if (type === undefined) return prepared;
  const check = async (context: ToolContext): Promise<void> => {
    const guest = await guestOf(context, { vmid: z.int().parse(prepared.input.vmid) });
    if (guest.type === type) return;
    const [is, not] = type === "qemu" ? ["a container", "a VM"] : ["a VM", "a container"];
    throw new WrongGuestError(`${guestName(guest)} is ${is}, not ${not}.`, {
      remedy: `If it is meant, ${otherwise}.`,
    });
  };
  return {
    ...prepared,
    target: async (context) => {
      await check(context);
      return await prepared.target(context);
    },
    run: async (context) => {
      await check(context);
      return await prepared.run(context);
    },
  };
}
