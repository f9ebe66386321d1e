/** A command that a person types: `proxmox-mcp NAME ...`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Words after the name, such as `[--port N]`; empty where there are none. */
  readonly usage: string;
  /** What `proxmox-mcp help NAME` adds below the usage. */
  readonly details: string;
  /**
   * Runs it with the arguments that follow its name and returns the exit code. The code is loaded when it runs, so that no
   * command pays for another.
   */
  readonly run: (args: readonly string[]) => Promise<number>;
}
