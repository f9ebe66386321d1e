/** How many columns standard output has, as far as lines stay readable in them; 100 where it is no terminal. */
export function terminalWidth(): number {
  try {
    return Math.max(60, Math.min(120, Deno.consoleSize().columns));
  } catch {
    return 100;
  }
}
