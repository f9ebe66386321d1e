import { settingsTable } from "../../src/config/describe/markdown.ts";

/** `docs/settings.md`: every setting. */
export function settingsPage(): string {
  return `${
    [
      "# Settings",
      "Generated from the settings' own declarations by `deno task docs`.",
      "A setting comes from the command line (`--host`), else from the environment, else from a `.env` file in the working " +
      "directory or up to five directories above it, else from `proxmox-config.json` in the working directory or where " +
      "`--config` says. `proxmox-mcp config` prints what is in force and where each value came from.",
      "Any secret can come from a file: `PROXMOX_API_TOKEN_SECRET_FILE=/run/secrets/token`. In `proxmox-config.json` the names " +
      "are written as in `apiTokenId`; [its schema](proxmox-config.schema.json) knows all of them, and editors that read " +
      "`$schema` complete them. Every mistake is reported at once, each with what to do.",
      settingsTable(),
    ].join("\n\n")
  }\n`;
}
