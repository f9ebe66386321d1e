import { A2A_PROTOCOL_VERSION, AgentCard, type AgentSkill } from "@a2a-js/sdk";
import type { HttpSettings } from "../../config/settings.ts";
import type { Tool } from "../../tools/tool.ts";
import { compatToolsets, type Toolset, toolsets } from "../../tools/toolsets.ts";
import { version } from "../../version.ts";
import { scopeOf } from "../auth/caller.ts";
import { exampleCall } from "./example_call.ts";

/** What an agent card is made of. */
export interface CardOptions {
  /** Address of the server, without a path. */
  readonly url: string;
  /** The tools that callers may be shown. */
  readonly tools: readonly Tool[];
  /** How callers show who they are. */
  readonly authentication: Pick<HttpSettings, "authToken" | "tokenFile" | "oauth">;
}

/** What each toolset is called and does, for whoever looks for an agent. */
const skills: Readonly<Record<Toolset, { readonly name: string; readonly description: string }>> = {
  door: {
    name: "See the cluster, call any endpoint",
    description: "The state of the cluster, and its whole REST API.",
  },
  core: {
    name: "Run guests",
    description:
      "Find, look at, start and stop virtual machines and containers; snapshots, nodes, storages, tasks.",
  },
  provision: {
    name: "Make and change guests",
    description: "Create, clone, configure, migrate and delete virtual machines and containers.",
  },
  backup: {
    name: "Back up and restore",
    description: "Backups of guests, their schedules, and restoring them.",
  },
  monitor: { name: "Watch", description: "Load over time, logs, services, updates, disks and certificates." },
  network: { name: "Networks", description: "Bridges, bonds, addresses and software-defined networks." },
  firewall: {
    name: "Firewall",
    description: "Rules, groups, aliases and sets of the firewall at every level.",
  },
  access: {
    name: "Users and permissions",
    description: "Users, groups, roles, tokens and what they may do.",
  },
  ha: {
    name: "High availability",
    description: "Guests that move when a node fails, and the rules for that.",
  },
  pool: { name: "Pools", description: "Groups of guests and storages." },
  "compat-mcp-proxmox-admin": namesOf("mcp-proxmox-admin"),
  "compat-ry-ops": namesOf("ry-ops/proxmox-mcp-server"),
  "compat-gilby125": namesOf("gilby125/mcp-proxmox"),
  "compat-husniadil": namesOf("husniadil/proxmox-mcp-server"),
};

function namesOf(server: string): { readonly name: string; readonly description: string } {
  return {
    name: `Names of ${server}`,
    description: `The same work by the tool names and arguments of ${server}.`,
  };
}

/** How many example calls a skill shows. */
const examplesShown = 3;

/**
 * The agent card (A2A 1.0) of a server: skills by toolset with example calls, how to log in, and where A2A and MCP are.
 *
 * Anyone may read it; it tells what kinds of tools there are and nothing of the cluster.
 */
export function agentCard({ url, tools, authentication }: CardOptions): AgentCard {
  return {
    name: "proxmox-mcp",
    description:
      "Sees and runs a Proxmox VE cluster through named tools. A message's data part names a tool and its " +
      'arguments: {"tool": "proxmox_cluster_status", "arguments": {}}. What loses data is confirmed first.',
    version,
    supportedInterfaces: [
      { url: `${url}/a2a`, protocolBinding: "JSONRPC", protocolVersion: A2A_PROTOCOL_VERSION, tenant: "" },
      { url: `${url}/mcp`, protocolBinding: "MCP", protocolVersion: "2026-07-28", tenant: "" },
    ],
    provider: undefined,
    capabilities: { streaming: true, pushNotifications: false, extendedAgentCard: false, extensions: [] },
    ...security(authentication),
    defaultInputModes: ["application/json"],
    defaultOutputModes: ["text/plain", "application/json"],
    skills: [...toolsets, ...compatToolsets].flatMap((toolset) =>
      skill(toolset, tools.filter((tool) => tool.toolset === toolset))
    ),
    signatures: [],
  };
}

/** The card as JSON, as it is served and kept in the repository. */
export function cardJson(card: AgentCard): unknown {
  return AgentCard.toJSON(card);
}

function skill(toolset: Toolset, tools: readonly Tool[]): AgentSkill[] {
  if (tools.length === 0) return [];
  return [{
    id: toolset,
    ...skills[toolset],
    tags: ["proxmox", toolset, ...new Set(tools.map(({ access }) => access))],
    examples: tools.flatMap((tool) => exampleCall(tool) ?? []).slice(0, examplesShown).map((call) =>
      JSON.stringify(call)
    ),
    inputModes: [],
    outputModes: [],
    securityRequirements: [],
  }];
}

function security(
  { authToken, tokenFile, oauth }: CardOptions["authentication"],
): Pick<AgentCard, "securitySchemes" | "securityRequirements"> {
  const schemes: AgentCard["securitySchemes"] = {};
  const requirements: AgentCard["securityRequirements"] = [];
  if (authToken !== undefined || tokenFile !== undefined) {
    const description = "A token that the server's owner made (proxmox-mcp token add).";
    schemes.token = {
      scheme: { $case: "httpAuthSecurityScheme", value: { scheme: "Bearer", description, bearerFormat: "" } },
    };
    requirements.push({ schemes: { token: { list: [] } } });
  }
  if (oauth !== undefined) {
    const openIdConnectUrl = `${oauth.issuer}/.well-known/openid-configuration`;
    const description = "An access token of this issuer with one of the scopes proxmox:read to proxmox:host.";
    schemes.oauth = {
      scheme: { $case: "openIdConnectSecurityScheme", value: { openIdConnectUrl, description } },
    };
    requirements.push({ schemes: { oauth: { list: [scopeOf("read")] } } });
  }
  return { securitySchemes: schemes, securityRequirements: requirements };
}
