const machines: Readonly<Record<string, string>> = {
  "elf:3e": "linux-x64",
  "elf:b7": "linux-arm64",
  "mach-o:1000007": "macos-x64",
  "mach-o:100000c": "macos-arm64",
  "pe:8664": "windows-x64",
};

/**
 * Tells from a program file's header for which platform it is.
 *
 * @returns a target's name such as `linux-x64`, or what was found where it is none of them
 */
export async function detectFormat(path: string): Promise<string> {
  using file = await Deno.open(path);
  const header = new Uint8Array(4096);
  const length = await file.read(header) ?? 0;
  const found = readMachine(new DataView(header.buffer, 0, length));
  return machines[found] ?? found;
}

/** The container and its machine field in hexadecimal: ELF e_machine, Mach-O cputype, PE machine. */
function readMachine(view: DataView): string {
  if (view.byteLength < 64) return "too short for a program";
  if (view.getUint32(0) === 0x7f454c46) return `elf:${view.getUint16(18, true).toString(16)}`;
  if (view.getUint32(0, true) === 0xfeedfacf) return `mach-o:${view.getUint32(4, true).toString(16)}`;
  if (view.getUint16(0) !== 0x4d5a) return "no program";
  const start = view.getUint32(60, true);
  return start + 6 <= view.byteLength ? `pe:${view.getUint16(start + 4, true).toString(16)}` : "no program";
}
