import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import * as z from "zod";
import { AuthenticationError, CertificateError } from "../../wire/errors.ts";
import { path } from "../../wire/path.ts";
import { explain } from "../../text/explained.ts";
import { hasQuorum } from "../../proxmox/quorum.ts";
import { type Check, type Finding, ok, skipped } from "./check.ts";

const version = z.object({ version: z.string() });

/** Milliseconds that a connection gets. */
const connectTime = 5000;

/** The way to the API, one step after the other: name, port, certificate, login and version. */
export const connectionChecks: readonly Check[] = [
  {
    name: "host name",
    isEssential: true,
    async look({ cluster }) {
      try {
        const { address } = await lookup(cluster.host);
        return ok(address === cluster.host ? address : `${cluster.host} is ${address}`);
      } catch (error) {
        return {
          verdict: "failure",
          text: `${cluster.host} is not known: ${explain(error)}`,
          remedy: "Correct PROXMOX_HOST, or give the node's IP address.",
        };
      }
    },
  },
  {
    name: "port",
    isEssential: true,
    async look({ cluster }) {
      const fault = await dial(cluster.host, cluster.port);
      if (fault === undefined) return ok(`${cluster.host}:${cluster.port} accepts connections`);
      return {
        verdict: "failure",
        text: `${cluster.host}:${cluster.port} does not: ${fault}`,
        remedy: "Check PROXMOX_PORT (8006), a firewall in between, and that pveproxy runs on the node.",
      };
    },
  },
  {
    name: "certificate",
    isEssential: true,
    async look({ cluster, proxmox }) {
      const error = await failureOf(() => proxmox.connection.get("/version", version));
      if (error instanceof CertificateError) {
        return { verdict: "failure", text: error.message, remedy: error.remedy };
      }
      if (cluster.tls.kind === "insecure") {
        return {
          verdict: "warning",
          text: "is not checked, so anyone in between can read and change what is said",
          remedy: "Pin it with PROXMOX_FINGERPRINT and take PROXMOX_VERIFY_SSL=false away.",
        };
      }
      return ok(
        `trusted by ${
          { fingerprint: "its fingerprint", ca: "the CA file", system: "the system" }[cluster.tls.kind]
        }`,
      );
    },
  },
  {
    name: "login",
    isEssential: true,
    async look({ cluster, proxmox }) {
      const error = await failureOf(() => proxmox.connection.get("/version", version));
      if (error instanceof AuthenticationError) {
        return { verdict: "failure", text: error.message, remedy: error.remedy };
      }
      if (error !== undefined) return { verdict: "failure", text: explain(error) };
      return ok(
        cluster.auth?.kind === "token" ? `token ${cluster.auth.id}` : cluster.auth?.user ?? "over SSH",
      );
    },
  },
  {
    name: "version",
    async look({ proxmox }) {
      const answer = await proxmox.connection.get("/version", version);
      const major = Number.parseInt(answer.version, 10);
      if (major >= 8) return ok(`Proxmox VE ${answer.version}`);
      return {
        verdict: "warning",
        text: `Proxmox VE ${answer.version} is older than 8`,
        remedy: "Some tools will not work; upgrade the node.",
      };
    },
  },
  {
    name: "latency",
    async look({ proxmox }) {
      const times: number[] = [];
      for (let count = 0; count < 5; count++) {
        const began = performance.now();
        await proxmox.connection.get("/version", version, undefined, { unpaced: true });
        times.push(performance.now() - began);
      }
      const median = Math.round(times.sort((left, right) => left - right)[2] ?? 0);
      const text = `${median} ms a request by ${proxmox.connection.carriedBy === "api" ? "the API" : "SSH"}`;
      return median < 2000
        ? ok(text)
        : { verdict: "warning", text, remedy: "The node or the way to it is slow." };
    },
  },
  { name: "clock", look: ({ proxmox }) => clock(proxmox) },
  {
    name: "quorum",
    async look({ proxmox }) {
      const quorate = await hasQuorum(proxmox.connection);
      if (quorate === undefined) return skipped("the login may not know (Sys.Audit on /)");
      return quorate ? ok("the cluster has it") : {
        verdict: "failure",
        text: "the cluster has none: nothing can be changed",
        remedy: "Bring enough nodes back; see proxmox_cluster_status.",
      };
    },
  },
];

async function clock(proxmox: Parameters<Check["look"]>[0]["proxmox"]): Promise<Finding> {
  const { nodes } = await proxmox.resources();
  const online = nodes.find((row) => row.status === "online");
  if (online === undefined) return skipped("no node is visible");
  const asked = Date.now() / 1000;
  try {
    const answer = await proxmox.connection.get(
      path`/nodes/${online.node}/time`,
      z.object({ time: z.coerce.number() }),
    );
    const skew = Math.round(answer.time - (asked + Date.now() / 1000) / 2);
    if (Math.abs(skew) <= 60) return ok(`${online.node} is within a minute of this machine`);
    return {
      verdict: "warning",
      text: `${online.node} is ${Math.abs(skew)} s ${skew > 0 ? "ahead" : "behind"}`,
      remedy: "Set both clocks by NTP: tickets and tokens expire by them.",
    };
  } catch (error) {
    return skipped(explain(error));
  }
}

/** Opens a connection and closes it; the reason when that fails. */
function dial(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectTime });
    const end = (reason: string | undefined) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end(`nothing answers within ${connectTime / 1000} s`));
    socket.once("error", (error) => end(error.message));
  });
}

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error("unknown");
  }
}
