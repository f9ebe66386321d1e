import { ShellFault } from "./flow.ts";

interface Variable {
  readonly value: string | undefined;
  readonly exported: boolean;
  readonly readOnly: boolean;
}

const NONE: Variable = { value: undefined, exported: false, readOnly: false };

/** The variables of a shell, with those that a function made its own. */
export class Variables {
  readonly #variables: Map<string, Variable>;
  readonly #locals: Map<string, Variable | undefined>[] = [];

  private constructor(variables: Iterable<readonly [string, Variable]>) {
    this.#variables = new Map(variables);
  }

  /** The variables that a shell finds in its environment. */
  static fromEnvironment(environment: Iterable<readonly [string, string]>): Variables {
    return new Variables(
      [...environment].map(([name, value]) => [name, { value, exported: true, readOnly: false }]),
    );
  }

  /** A copy for a subshell. */
  clone(): Variables {
    return new Variables(this.#variables);
  }

  /** The value; undefined when it is not set. */
  get(name: string): string | undefined {
    return this.#variables.get(name)?.value;
  }

  /**
   * Sets a value.
   *
   * @throws {ShellFault} for one that is read-only
   */
  set(name: string, value: string): void {
    const former = this.#variables.get(name) ?? NONE;
    if (former.readOnly) throw new ShellFault(`${name}: is read only`);
    this.#variables.set(name, { ...former, value });
  }

  /** Takes a variable away. */
  unset(name: string): void {
    if (this.#variables.get(name)?.readOnly === true) throw new ShellFault(`unset: ${name}: is read only`);
    this.#variables.delete(name);
  }

  /** Marks a variable for the environment of programs, or as never to change again. */
  mark(name: string, mark: "exported" | "readOnly"): void {
    this.#variables.set(name, { ...(this.#variables.get(name) ?? NONE), [mark]: true });
  }

  /** What programs get. */
  environment(): Map<string, string> {
    const found = new Map<string, string>();
    for (const [name, { value, exported }] of this.#variables) {
      if (exported && value !== undefined) found.set(name, value);
    }
    return found;
  }

  /** Names and values of all that are set, sorted. */
  entries(): [string, string][] {
    return [...this.#variables].flatMap(([name, { value }]) =>
      value === undefined ? [] : [[name, value] as [string, string]]
    ).sort(([a], [b]) => a < b ? -1 : 1);
  }

  /** Names with a mark, sorted. */
  marked(mark: "exported" | "readOnly"): string[] {
    return [...this.#variables].filter(([, variable]) => variable[mark]).map(([name]) => name).sort();
  }

  /** Begins a function. */
  enter(): void {
    this.#locals.push(new Map());
  }

  /** Makes a variable the current function's own; false outside of functions. */
  makeLocal(name: string): boolean {
    const scope = this.#locals.at(-1);
    if (scope === undefined) return false;
    if (!scope.has(name)) scope.set(name, this.#variables.get(name));
    return true;
  }

  /** Ends a function: its own variables get their former values back. */
  leave(): void {
    for (const [name, former] of this.#locals.pop() ?? []) {
      if (former === undefined) this.#variables.delete(name);
      else this.#variables.set(name, former);
    }
  }
}
