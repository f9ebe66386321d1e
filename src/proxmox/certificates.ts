import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { numeric, text } from "./values.ts";

const certificateRow = z.object({
  filename: text,
  subject: text,
  issuer: text,
  fingerprint: text,
  notbefore: numeric,
  notafter: numeric,
  san: z.array(z.string()).optional().catch(undefined),
});

/** A certificate of a node; `notafter` in seconds since 1970, `fingerprint` SHA-256. */
export type Certificate = z.infer<typeof certificateRow>;

/**
 * Lists a node's certificates: the cluster's authority `pve-root-ca.pem`, the node's `pve-ssl.pem`, and `pveproxy-ssl.pem`
 * where one was installed.
 *
 * Source: `GET /nodes/{node}/certificates/info`, for every login.
 */
export async function certificates(connection: Connection, node: string): Promise<readonly Certificate[]> {
  return await connection.get(path`/nodes/${node}/certificates/info`, z.array(certificateRow));
}

/** The file of the certificate that the node's port 8006 shows. */
export function servedFile(all: readonly Certificate[]): string {
  return all.some(({ filename }) => filename === "pveproxy-ssl.pem") ? "pveproxy-ssl.pem" : "pve-ssl.pem";
}
