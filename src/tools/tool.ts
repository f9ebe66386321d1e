import * as z from "zod";
import type { Lists } from "../config/settings.ts";
import type { AccessClass } from "../policy/access.ts";
import type { TargetIdentity } from "../policy/confirmation/identity.ts";
import type { Proxmox } from "../proxmox/proxmox.ts";
import type { Guest } from "../proxmox/resources.ts";
import type { TaskProgress } from "../proxmox/task_progress.ts";
import { parseArguments } from "./arguments.ts";
import { type JsonSchema, schemaOf } from "./schema.ts";
import type { Target } from "./target.ts";
import type { Toolset } from "./toolsets.ts";

/** Sizes that an answer is held to. */
export interface Limits {
  /** Characters of the answer's text. */
  readonly characters: number;
  /** Bytes of one transferred file. */
  readonly fileSize: number;
}

/** What a running tool works with. */
export interface ToolContext {
  readonly proxmox: Proxmox;
  /** Fires when the caller cancels or the call's deadline is over. */
  readonly signal: AbortSignal;
  /** Tells the caller how far the work is; undefined when the caller does not listen. */
  readonly progress: ((progress: TaskProgress) => void) | undefined;
  readonly limits: Limits;
  /** Patterns of commands that may and may not run (`PROXMOX_ALLOWED_COMMANDS`, `PROXMOX_DENIED_COMMANDS`). */
  readonly commands: Lists<string>;
  /** Directory that local files come from and go to (`PROXMOX_FILES_ROOT`), or undefined when none is configured. */
  readonly filesRoot: string | undefined;
  /** Every tool there is, listed or not, for tools that are about tools. */
  readonly tools: () => Promise<readonly Tool[]>;
  /** Absolute path of the directory for what must stay on the server's machine, such as generated passwords. */
  readonly stateDirectory: string;
}

/** A picture in an answer, beside its text. */
export interface Picture {
  readonly mimeType: string;
  /** Base64. */
  readonly data: string;
}

/** What a tool answers. */
export interface ToolAnswer {
  /** What the model reads; stands alone. */
  readonly text: string;
  /** The same for a program; only with an output schema. */
  readonly structured?: Readonly<Record<string, unknown>>;
  readonly pictures?: readonly Picture[];
  /** UPID of the task that the call started, for the audit log. */
  readonly upid?: string;
  /** True when that task had not ended yet. */
  readonly running?: boolean;
}

/** What is lost when a call of class `destroy` goes through, and what makes the target the one that was shown. */
export interface Loss {
  /** What the human types to agree: the name of what is lost. */
  readonly name: string;
  /** One sentence: what will happen to what. */
  readonly summary: string;
  /** Lines that help to decide: where, size or age, whether it runs, what depends on it, the newest backup. */
  readonly details: readonly string[];
  /** What tells these targets from any others; read again before acting. */
  readonly identity: readonly TargetIdentity[];
}

/** Everything about a tool in one place; annotations, policy, documentation and snapshots derive from it. */
export interface ToolDeclaration<Listed extends z.ZodRawShape, Hidden extends z.ZodRawShape, Result> {
  /** `proxmox_<noun>_<verb>`. */
  readonly name: `proxmox_${string}`;
  readonly title: string;
  readonly toolset: Toolset;
  readonly access: AccessClass;
  /** Class of one call where it depends on the arguments; {@linkcode access} is then the least of them. */
  readonly accessOf?: (input: Input<Listed, Hidden>) => AccessClass;
  /** Proxmox privileges the tool needs, for the documentation and for `doctor`. */
  readonly privileges: readonly string[];
  /** For the model: what the name does not say, and when to use a sibling instead. */
  readonly description: string;
  /** Set when the tool needs the SSH wire whatever the transport. */
  readonly needs?: "ssh";
  readonly input: Listed;
  /** Arguments that are accepted and checked but not listed, to spare the model their bytes. */
  readonly hidden?: Hidden;
  /** Schema of the structured answer, only where a program would read it. */
  readonly output?: z.ZodObject;
  /** What the call acts on, found in the cluster. */
  readonly target?: (input: Input<Listed, Hidden>, context: ToolContext) => Promise<Target>;
  /** Guests that the call touches besides its target, for the rules that have calls confirmed by tag or pool. */
  readonly alsoTouches?: (input: Input<Listed, Hidden>, context: ToolContext) => Promise<readonly Guest[]>;
  /** What is lost, or undefined where this call loses nothing; required of tools of class `destroy`. */
  readonly loss?: (input: Input<Listed, Hidden>, context: ToolContext) => Promise<Loss | undefined>;
  /** True for changes that must not begin without quorum: create, clone, resize, migrate. `destroy` always needs it. */
  readonly needsQuorum?: boolean;
  readonly run: (input: Input<Listed, Hidden>, context: ToolContext) => Promise<Result>;
  readonly answer: (result: Result, input: Input<Listed, Hidden>, limits: Limits) => ToolAnswer;
}

/** The parsed arguments of a tool. */
export type Input<Listed extends z.ZodRawShape, Hidden extends z.ZodRawShape> =
  & z.infer<z.ZodObject<Listed>>
  & z.infer<z.ZodObject<Hidden>>;

/** A call whose arguments are parsed and that can be looked at before it runs. */
export interface PreparedCall {
  /** Name of the tool that acts: where an alias was called, the one it stands for. */
  readonly tool: string;
  /** The arguments as parsed, defaults filled in. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Class of this very call. */
  readonly access: AccessClass;
  target(context: ToolContext): Promise<Target | undefined>;
  /** Guests that the call touches besides its target. */
  alsoTouches(context: ToolContext): Promise<readonly Guest[]>;
  /** What the call loses, whatever its class; a call that loses something is confirmed. */
  loss(context: ToolContext): Promise<Loss | undefined>;
  run(context: ToolContext): Promise<ToolAnswer>;
}

/** A tool as the rest of the program sees it. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly toolset: Toolset;
  readonly access: AccessClass;
  readonly privileges: readonly string[];
  readonly description: string;
  readonly needs: "ssh" | undefined;
  readonly needsQuorum: boolean;
  /** Names of the tools that an alias stands for; what is set about those holds for it too. Empty for every other tool. */
  readonly standsFor: readonly string[];
  /** Whether some calls lose data, so that a confirmation token is among the arguments. */
  readonly mayConfirm: boolean;
  /** JSON Schema of the listed arguments: a flat object, no `$schema`. */
  inputSchema(): JsonSchema;
  /** JSON Schema of the structured answer, or undefined where there is none. */
  outputSchema(): JsonSchema | undefined;
  /** Parses arguments as a client sent them. @throws {ArgumentsError} that names the argument at fault. */
  prepare(given: unknown): PreparedCall;
}

/** Makes a tool of its declaration; schemas are built when first needed, so that a start does not pay for them. */
export function defineTool<
  Listed extends z.ZodRawShape,
  Result,
  Hidden extends z.ZodRawShape = Record<never, never>,
>(declaration: ToolDeclaration<Listed, Hidden, Result>): Tool {
  const { name, title, toolset, access, privileges, description } = declaration;
  let parser: z.ZodType<Input<Listed, Hidden>> | undefined;
  let listed: JsonSchema | undefined;
  let all: JsonSchema | undefined;
  let output: JsonSchema | undefined;
  return {
    name,
    title,
    toolset,
    access,
    privileges,
    description,
    needs: declaration.needs,
    needsQuorum: access === "destroy" || declaration.needsQuorum === true,
    standsFor: [],
    mayConfirm: declaration.loss !== undefined,
    inputSchema: () => listed ??= schemaOf(z.object(declaration.input), "input"),
    outputSchema: () =>
      declaration.output === undefined ? undefined : output ??= schemaOf(declaration.output, "output"),
    prepare(given) {
      parser ??= inputParser(declaration.input, declaration.hidden);
      all ??= schemaOf(z.object({ ...declaration.input, ...declaration.hidden }), "input");
      const input = parseArguments(name, parser, all, given);
      return {
        tool: name,
        input,
        access: declaration.accessOf?.(input) ?? access,
        target: async (context) => await declaration.target?.(input, context),
        alsoTouches: async (context) => await declaration.alsoTouches?.(input, context) ?? [],
        loss: async (context) => await declaration.loss?.(input, context),
        run: async (context) =>
          declaration.answer(await declaration.run(input, context), input, context.limits),
      };
    },
  };
}

function inputParser<Listed extends z.ZodRawShape, Hidden extends z.ZodRawShape>(
  listed: Listed,
  hidden: Hidden | undefined,
): z.ZodType<Input<Listed, Hidden>> {
  // The intersection of both shapes is what a strict object of all keys yields; zod's types cannot see that for generic shapes.
  return z.strictObject({ ...listed, ...hidden }) as unknown as z.ZodType<Input<Listed, Hidden>>;
}
