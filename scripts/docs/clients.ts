import { clients } from "../../src/cli/setup/clients/catalog.ts";
import type { Client, Place } from "../../src/cli/setup/clients/client.ts";
import { withEntry } from "../../src/cli/setup/clients/entries.ts";

/** The name of the server in every client. */
const name = "proxmox";

const server = { command: "/usr/local/bin/proxmox-mcp", args: [] };

/** What a client hands to the server: where Proxmox is and a token that may only look. */
const environment = {
  PROXMOX_HOST: "192.168.1.10",
  PROXMOX_API_TOKEN_ID: "mcp@pve!look",
  PROXMOX_API_TOKEN_SECRET: "00000000-0000-0000-0000-000000000000",
};

/** A client's entry for the server. */
function entryOf(client: Client): Readonly<Record<string, unknown>> {
  const { args: _, env: __, ...entry } = client.entry(server);
  return { ...entry, env: environment };
}

/** How each client is told of the server, in a fold of its own: its file on each system and what goes into it. */
export async function clientSnippets(): Promise<string> {
  return (await Promise.all(clients.map(fold))).join("\n\n");
}

async function fold(client: Client): Promise<string> {
  const { title, syntax, section, afterwards } = client;
  const snippet = withEntry("", syntax, section, name, entryOf(client)).trim();
  const commands = commandOf(client);
  return [
    `<details>\n<summary>${title}</summary>`,
    `${await whereabouts(client)}:`,
    fenced(syntax === "toml" ? "toml" : "json", snippet),
    ...(commands === undefined ? [] : ["Or in a shell:", fenced("sh", commands)]),
    `Then ${afterwards}.`,
    "</details>",
  ].join("\n\n");
}

const systems: readonly (readonly [label: string, place: Place])[] = [
  ["Linux", { os: "linux", home: "~", env: {} }],
  ["macOS", { os: "darwin", home: "~", env: {} }],
  ["Windows", { os: "windows", home: "%USERPROFILE%", env: { APPDATA: "%APPDATA%" } }],
];

/** The client's file on every system, named once where it is the same on all. */
async function whereabouts(client: Client): Promise<string> {
  const files = await Promise.all(systems.map(async ([label, place]) => {
    const file = (await client.locations(place))[0]?.file ?? "";
    return [label, file] as const;
  }));
  const byFile = Map.groupBy(files, ([, file]) => file.replace("%USERPROFILE%", "~"));
  return [...byFile].map(([file, group]) =>
    byFile.size === 1
      ? `\`${file}\``
      : `${group.map(([label]) => label).join(", ")}: \`${
        group.some(([label]) => label === "Windows") && group.length === 1 ? file.replaceAll("/", "\\") : file
      }\``
  ).join("; ");
}

/** The line that does the same, for clients that have one. */
function commandOf({ id }: Client): string | undefined {
  const variables = Object.entries(environment);
  const given = (option: string) => variables.map(([key, value]) => `${option} '${key}=${value}'`).join(" ");
  switch (id) {
    case "claude-code":
      return `claude mcp add ${name} ${given("-e")} -- ${server.command}`;
    case "codex":
      return `codex mcp add ${name} ${given("--env")} -- ${server.command}`;
    case "vscode":
      return `code --add-mcp '${JSON.stringify({ name, command: server.command, env: environment })}'`;
    default:
      return undefined;
  }
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** The links that open Cursor and VS Code with the server filled in. */
export function buttons(): string {
  return `[![Add to Cursor](docs/add-to-cursor.svg)](${cursorLink()}) [![Add to VS Code](docs/add-to-vs-code.svg)](${vsCodeLink()})`;
}

/** Cursor takes the entry in base64, and shows it before it is added. */
export function cursorLink(): string {
  const config = btoa(JSON.stringify({ command: server.command, env: environment }));
  return `https://cursor.com/en/install-mcp?name=${name}&config=${encodeURIComponent(config)}`;
}

/** VS Code asks for what the entry leaves open, and keeps it apart from the entry. */
export function vsCodeLink(): string {
  const inputs = [
    { id: "host", type: "promptString", description: "Name or address of a Proxmox VE host" },
    { id: "token", type: "promptString", description: "API token, as mcp@pve!look" },
    { id: "secret", type: "promptString", description: "Secret of the API token", password: true },
  ];
  const config = {
    type: "stdio",
    command: server.command,
    env: {
      PROXMOX_HOST: "${input:host}",
      PROXMOX_API_TOKEN_ID: "${input:token}",
      PROXMOX_API_TOKEN_SECRET: "${input:secret}",
    },
  };
  return `https://vscode.dev/redirect/mcp/install?name=${name}&inputs=${
    encodeURIComponent(JSON.stringify(inputs))
  }&config=${encodeURIComponent(JSON.stringify(config))}`;
}

/** The button of the link to Cursor. */
export function cursorButton(): string {
  return button("Add to Cursor", 122);
}

/** The button of the link to VS Code. */
export function vsCodeButton(): string {
  return button("Add to VS Code", 134);
}

function button(label: string, width: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 32" width="${width}" height="32" role="img" aria-label="${label}">
  <rect width="${width}" height="32" rx="7" fill="#16202b" />
  <text x="${
    width / 2
  }" y="21" text-anchor="middle" fill="#f4f7fa" font-family="system-ui, sans-serif" font-size="14" font-weight="600">${label}</text>
</svg>
`;
}
