/** What `echo` writes; `escapes` when it understands backslashes unasked, as dash's does. */
export function echoText(args: readonly string[], options: { readonly escapes: boolean }): Uint8Array {
  let { escapes } = options;
  let newline = true;
  let rest = args;
  for (let first = rest[0]; first !== undefined && /^-[neE]+$/.test(first); first = rest[0]) {
    // dash knows -n alone and writes the others.
    if (options.escapes && first !== "-n") break;
    if (first.includes("n")) newline = false;
    if (/[eE]/.test(first)) escapes = first.lastIndexOf("e") > first.lastIndexOf("E");
    rest = rest.slice(1);
  }
  const text = rest.join(" ");
  if (!escapes) return new TextEncoder().encode(newline ? `${text}\n` : text);
  const { bytes, stops } = unescapeBytes(text, { zeroOctal: true });
  return newline && !stops ? Uint8Array.from([...bytes, 10]) : bytes;
}

const LETTERS: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "\\": 92,
};

/**
 * Resolves backslash escapes to bytes. `\c` stops all output.
 *
 * @param options.zeroOctal whether octal numbers need a leading zero, as in `echo` and `%b`
 */
export function unescapeBytes(
  text: string,
  options: { readonly zeroOctal: boolean },
): { readonly bytes: Uint8Array; readonly stops: boolean } {
  const bytes: number[] = [];
  const octal = options.zeroOctal ? "\\\\0[0-7]{0,3}" : "\\\\[0-7]{1,3}";
  const piece = new RegExp(`${octal}|\\\\x[0-9a-fA-F]{1,2}|\\\\[^]|[^\\\\]+|\\\\`, "gu");
  for (const [part] of text.matchAll(piece)) {
    const letter = part.charAt(1);
    if (part === "\\c") return { bytes: Uint8Array.from(bytes), stops: true };
    if (part.startsWith("\\") && /^\\[0-7]/.test(part)) bytes.push(parseInt(part.slice(1), 8) & 255);
    else if (part.startsWith("\\x") && part.length > 2) bytes.push(parseInt(part.slice(2), 16));
    else if (part.length === 2 && part.startsWith("\\") && LETTERS[letter] !== undefined) {
      bytes.push(LETTERS[letter]);
    } else for (const byte of new TextEncoder().encode(part)) bytes.push(byte);
  }
  return { bytes: Uint8Array.from(bytes), stops: false };
}
