import { loadSettings } from "../../src/config/load.ts";
import type { Setting } from "../../src/config/setting.ts";
import { Policy } from "../../src/policy/policy.ts";
import { toolsFor } from "../../src/server/tool_source.ts";
import type { Target } from "../compile/targets.ts";
import { formFields } from "./form.ts";
import type { Release } from "./release.ts";

const platforms: Readonly<Record<string, string>> = { linux: "linux", macos: "darwin", windows: "win32" };

/** Where the binary is in a bundle. */
export function bundledBinary(target: Target): string {
  return `server/proxmox-mcp${target.extension}`;
}

/**
 * The `manifest.json` of an MCP bundle for one platform: what Claude Desktop shows and asks for before it installs.
 *
 * The form's fields are the settings of `form.ts`; secrets are marked `sensitive`, which puts them in the keychain.
 */
export async function bundleManifest(release: Release, target: Target): Promise<Record<string, unknown>> {
  const [system = ""] = target.name.split("-");
  return {
    manifest_version: "0.3",
    name: "proxmox-mcp",
    display_name: "Proxmox VE",
    version: release.version,
    description: release.description,
    long_description:
      "List, start, stop, snapshot, back up, migrate and create virtual machines and containers of a Proxmox VE " +
      "cluster. What loses data is confirmed by you; what you did not switch on is refused; every change is in an audit " +
      "log. Make an API token in Proxmox (Datacenter, Permissions, API Tokens) and give it no more rights than it needs.",
    author: { name: "the proxmox-mcp authors", url: release.homepage },
    repository: { type: "git", url: `${release.homepage}.git` },
    homepage: release.homepage,
    documentation: `${release.homepage}#readme`,
    support: `${release.homepage}/issues`,
    icon: "icon.png",
    keywords: ["proxmox", "pve", "virtualization", "vm", "lxc", "homelab"],
    license: "MIT",
    compatibility: { platforms: [platforms[system]] },
    server: {
      type: "binary",
      entry_point: bundledBinary(target),
      mcp_config: {
        command: `\${__dirname}/${bundledBinary(target)}`,
        args: [],
        env: Object.fromEntries(
          formFields.map(({ setting }) => [setting.name, `\${user_config.${fieldKey(setting)}}`]),
        ),
      },
    },
    user_config: Object.fromEntries(
      formFields.map(({ setting, title, description, isRequired }) => [fieldKey(setting), {
        type: setting.isSwitch ? "boolean" : "string",
        title,
        description,
        required: isRequired,
        sensitive: setting.secret,
        // A field that nobody fills would reach the server as the text ${user_config...} if it had no default.
        ...(isRequired ? {} : { default: formDefault(setting) }),
      }]),
    ),
    tools: await listedTools(),
    // Settings such as toolsets change the list.
    tools_generated: true,
    prompts_generated: true,
  };
}

function fieldKey(setting: Setting): string {
  return setting.name.replace("PROXMOX_", "").toLowerCase();
}

function formDefault({ default: value }: Setting): string | boolean {
  if (typeof value === "boolean") return value;
  return Array.isArray(value) ? value.join(",") : "";
}

/** The tools that a client gets as long as nobody changes the form's defaults. */
async function listedTools(): Promise<readonly { readonly name: string; readonly description: string }[]> {
  const { settings } = await loadSettings({ env: {}, cwd: "/", searchFiles: false, connection: "optional" });
  const tools = await toolsFor({ policy: new Policy(settings.policy), ssh: false });
  return tools.map(({ name, description }) => ({ name, description }));
}
