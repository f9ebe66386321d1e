/** The mode that `chmod` makes of another one, by an octal number or by letters; undefined when it cannot be read. */
export function changedMode(former: number, text: string, umask: number): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return parseInt(text, 8);
  let mode = former;
  for (const clause of text.split(",")) {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (match === null) return undefined;
    const [, who = "", operator = "", letters = ""] = match;
    mode = applied(mode, { who: who === "" ? "a" : who, operator, letters }, who === "" ? umask : 0);
  }
  return mode;
}

function applied(
  mode: number,
  { who, operator, letters }: { readonly who: string; readonly operator: string; readonly letters: string },
  umask: number,
): number {
  const bits = (letters.includes("r") ? 4 : 0) | (letters.includes("w") ? 2 : 0) |
    (letters.includes("x") || (letters.includes("X") && (mode & 0o111) !== 0) ? 1 : 0);
  let mask = 0;
  let reach = 0;
  for (const [name, shift] of [["u", 6], ["g", 3], ["o", 0]] as const) {
    if (!who.includes(name) && !who.includes("a")) continue;
    mask |= bits << shift;
    reach |= 7 << shift;
  }
  if (letters.includes("t")) mask |= 0o1000;
  mask &= ~umask;
  if (operator === "+") return mode | mask;
  return operator === "-" ? mode & ~mask : (mode & ~reach) | mask;
}
