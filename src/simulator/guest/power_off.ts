import type { Guest, GuestRuntime } from "../cluster/guest.ts";

const watchers = new WeakMap<GuestRuntime, Set<() => void>>();

/** Calls back when the guest is powered off, however that comes about. */
export function onPowerOff({ runtime }: Guest, callback: () => void): void {
  if (runtime === undefined) return;
  const known = watchers.get(runtime) ?? new Set();
  watchers.set(runtime, known.add(callback));
}

/** Ends a guest's processes at once; its counters end with it. */
export function cutPower(guest: Guest): void {
  const { runtime } = guest;
  if (runtime === undefined) return;
  delete guest.runtime;
  for (const callback of watchers.get(runtime) ?? []) callback();
}
