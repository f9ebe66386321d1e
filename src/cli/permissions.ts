/**
 * The permissions the program runs with, each with its reason. The binaries embed them, and `deno run` takes the same
 * flags. Nothing here starts a program (`--allow-run`), loads native code (`--allow-ffi`) or asks about the machine
 * (`--allow-sys`).
 */
export const permissions: readonly string[] = [
  // The Proxmox VE hosts that the settings name, and the address the HTTP transport or the simulator listens on.
  "--allow-net",
  // Settings (`.env` up to five parents up, proxmox-config.json, NAME_FILE secrets), keys, certificates, known_hosts.
  "--allow-read",
  // LOG_DIR, the audit log, files pulled from a guest, the client configurations that setup extends.
  "--allow-write",
  // All settings by all their names, and what packages ask of the environment (NO_COLOR, NODE_DEBUG).
  "--allow-env",
  // A server has nobody to ask: what is not allowed fails at once, with a message.
  "--no-prompt",
];
