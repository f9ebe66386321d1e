import { access, tools } from "../../src/config/declared/access.ts";
import { connection, trust } from "../../src/config/declared/connection.ts";
import { lists } from "../../src/config/declared/lists.ts";
import type { Setting } from "../../src/config/setting.ts";

/** A setting that installers with a form ask for, such as Claude Desktop and clients of the MCP registry. */
export interface FormField {
  readonly setting: Setting;
  /** What stands beside the field. */
  readonly title: string;
  /** The sentences below it. */
  readonly description: string;
  readonly isRequired: boolean;
}

/** The few settings that a form asks for; all others stay in the environment or in a file. */
export const formFields: readonly FormField[] = [
  field(connection.host, "Proxmox VE host", true),
  field(connection.apiTokenId, "API token", true),
  field(connection.apiTokenSecret, "Secret of the API token", true),
  field(trust.fingerprint, "Certificate fingerprint"),
  field(access.readOnly, "Read only"),
  field(access.safeMode, "Safe mode"),
  field(tools.toolsets, "Toolsets"),
  field(lists.allowedGuests, "Allowed guests"),
];

function field(setting: Setting, title: string, isRequired = false): FormField {
  return { setting, title, description: setting.doc.replaceAll("`", ""), isRequired };
}
