import * as z from "zod";

// Shared parameter words: one meaning, one spelling, everywhere. Descriptions are sent to the model with every request, so
// a field has one only where its name does not say enough.

/** A guest's id, unique in the cluster. The bounds are Proxmox's; they are checked, but not worth their bytes in the list. */
export const vmid = z.int().refine((id) => id >= 100 && id <= 999_999_999, "must be from 100 to 999999999");

/** A node's short name. */
export const node = z.string().regex(/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, "is no node name").max(63);

/** A storage's id. */
export const storage = z.string().regex(/^[a-zA-Z][a-zA-Z0-9\-_.]*[a-zA-Z0-9]$/, "is no storage id").max(100);

/** A snapshot's name: a letter, then letters, digits, `_` and `-`, 2 to 40 characters. */
export const snapshotName = z.string().max(40).regex(
  /^[A-Za-z][A-Za-z0-9_-]+$/,
  "must start with a letter and hold only letters, digits, _ and -, at least two of them",
);

/** A task's UPID. */
export const upid = z.string().max(300);

/** Seconds to wait for the task that a call starts; 0 returns at once, the task goes on. */
export const wait = z.int().min(0).max(600).default(45);

/** How many rows a list shows. */
export const limit = z.int().min(1).max(1000);
