/** What a volume id says of itself: `local-lvm:vm-100-disk-0`, `local:iso/x.iso`, `pbs:backup/vm/100/2026-01-01T00:00:00Z`. */
export interface VolumeParts {
  /** Undefined where only the name after the colon was given. */
  readonly storage: string | undefined;
  /** Guest the volume belongs to by its name, or undefined for ISO images, templates and the like. */
  readonly owner: number | undefined;
}

const owners: readonly RegExp[] = [
  /(?:^|[/@])(?:vm|base|basevol|subvol)-(\d+)-/,
  /vzdump-(?:qemu|lxc|openvz)-(\d+)-/,
  /^(?:ns\/.*\/)?backup\/(?:vm|ct)\/(\d+)(?:\/|$)/,
  /^(?:images\/)?(\d+)\//,
];

/** Reads storage and owner from a volume id, or undefined when the text is none (`none`, `cdrom`, `store:32` is one). */
export function volumeParts(text: string): VolumeParts | undefined {
  const match = /^([A-Za-z][A-Za-z0-9._-]*[A-Za-z0-9]):(.*)$/s.exec(text);
  const storage = match?.[1];
  const name = match?.[2];
  if (storage === undefined || name === undefined) return undefined;
  return { storage, owner: volumeOwner(name) };
}

/** Guest that a volume's name (after the colon) belongs to, or undefined when it names none. */
export function volumeOwner(name: string): number | undefined {
  for (const pattern of owners) {
    const id = pattern.exec(name)?.[1];
    if (id !== undefined) return Number(id);
  }
  return undefined;
}
