const factors = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;

type Unit = keyof typeof factors;

function isUnit(text: string): text is Unit {
  return text in factors;
}

/** Reads a size as Proxmox writes it in `size=` (`32G`, `612812K`, plain bytes) into bytes, or undefined for anything else. */
export function parseDiskSize(text: string | undefined): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text ?? "") ?? [];
  return amount === undefined || !isUnit(unit) ? undefined : Math.round(Number(amount) * factors[unit]);
}

/**
 * The size in bytes that a disk of `current` bytes shall get, by Proxmox's words for it: `50G` absolute, `+10G` on top.
 *
 * Undefined when the text is no size.
 */
export function wantedDiskSize(text: string, current: number): number | undefined {
  const wanted = parseDiskSize(text.replace(/^\+/, ""));
  if (wanted === undefined) return undefined;
  return text.startsWith("+") ? current + wanted : wanted;
}
