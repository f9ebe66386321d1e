import type { Guest, GuestConfig, GuestType, Snapshot } from "../cluster/guest.ts";

/** The description as it is shown: a container's ends in a newline. */
export function shownDescription(type: GuestType, description: string): string {
  return type === "lxc" && description !== "" ? `${description.replace(/\n$/, "")}\n` : description;
}

/** A configuration as the API shows it: secrets masked, the description in the type's form. */
export function shownConfig(type: GuestType, config: GuestConfig): GuestConfig {
  const shown = { ...config };
  if (shown["description"] !== undefined) {
    shown["description"] = shownDescription(type, String(shown["description"]));
  }
  if (shown["cipassword"] !== undefined) shown["cipassword"] = "**********";
  return shown;
}

/** The configuration of a snapshot, with what the snapshot itself adds. */
export function snapshotConfig(guest: Guest, snapshot: Snapshot): GuestConfig {
  const { parent, snaptime, description, stateVolume } = snapshot;
  return {
    ...shownConfig(guest.type, snapshot.config),
    snaptime,
    ...(description === "" ? {} : { description: shownDescription(guest.type, description) }),
    ...(parent === undefined ? {} : { parent }),
    ...(stateVolume === undefined ? {} : { vmstate: stateVolume }),
  };
}
