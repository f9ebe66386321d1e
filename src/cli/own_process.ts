import { permissions } from "./permissions.ts";

/** The command line that starts this very program again, compiled or run from source. */
export function ownCommand(
  args: readonly string[],
): { readonly command: string; readonly args: readonly string[] } {
  const command = Deno.execPath();
  if (Deno.build.standalone) return { command, args };
  return { command, args: ["run", ...permissions, Deno.mainModule, ...args] };
}

/** Whether this program may start itself; a compiled one may not, for it runs without that permission. */
export function mayStartItself(): boolean {
  return Deno.permissions.querySync({ name: "run", command: Deno.execPath() }).state === "granted";
}
