import { parseAddress } from "../../config/address.ts";
import type { TlsTrust } from "../../config/settings.ts";
import { realmNames, type Stranger } from "../../rest/first_contact.ts";
import { explain, ExplainedError } from "../../text/explained.ts";
import { CertificateError, ConnectionError, ForeignAnswerError } from "../../wire/errors.ts";
import { UsageError } from "../usage_error.ts";
import { Cancelled, type Dialogue } from "./dialogue.ts";

/** A host that answers as Proxmox does, and how its certificate is trusted. */
export interface Reached extends Stranger {
  readonly tls: Extract<TlsTrust, { kind: "system" | "fingerprint" }>;
}

/** What is known of the host before it is asked. */
export interface Before {
  readonly host: string | undefined;
  readonly fingerprint: string | undefined;
  /** What an earlier setup pinned, and for which `host:port`. */
  readonly pinned: { readonly host: string; readonly port: number; readonly fingerprint: string } | undefined;
  readonly signal: AbortSignal;
}

/** Milliseconds that a request of setup gets. */
const timeout = 15_000;

const compare = [
  "Compare it with the one that Proxmox itself shows: in its web interface",
  "under the node, System, Certificates (pve-ssl.pem, or pveproxy-ssl.pem",
  "where that is there), or on the node with",
  "openssl x509 -noout -fingerprint -sha256 -in /etc/pve/local/pve-ssl.pem",
];

/**
 * Asks for the host until one answers, and has its certificate compared where the system does not vouch for it.
 *
 * @throws {Cancelled} when the person does not trust it.
 */
export async function reach(dialogue: Dialogue, before: Before): Promise<Reached> {
  for (let known = before.host;; known = undefined) {
    const text = known ?? await dialogue.text({
      option: "--host",
      message: "Where is Proxmox VE? (name or address of one node)",
      placeholder: "192.168.1.10",
      fault: (answer) => answer === "" ? "A name or an address is needed." : faultOf(answer),
    });
    const address = parseAddress(text);
    if (address.fault !== undefined) {
      throw new UsageError(`--host is ${JSON.stringify(text)}, but ${address.fault}.`);
    }
    const stranger = { host: address.host, port: address.port ?? 8006, timeout };
    try {
      return await trusted(stranger, dialogue, before);
    } catch (error) {
      const canAskAgain = error instanceof ConnectionError || error instanceof ForeignAnswerError;
      if (!dialogue.isWithPerson || !canAskAgain || before.signal.aborted) throw error;
      await dialogue.warn(explain(error));
    }
  }
}

function faultOf(answer: string): string | undefined {
  const { fault } = parseAddress(answer);
  return fault === undefined ? undefined : `It ${fault}.`;
}

async function trusted(
  stranger: Omit<Stranger, "tls">,
  dialogue: Dialogue,
  before: Before,
): Promise<Reached> {
  const { signal } = before;
  const bySystem: Reached = { ...stranger, tls: { kind: "system" } };
  const seen = await dialogue.during(`Asking ${stranger.host}`, () => fingerprintOf(bySystem, signal));
  if (seen === undefined && before.fingerprint === undefined) {
    await dialogue.tell(`${stranger.host} answers, and this system vouches for its certificate.`);
    return bySystem;
  }
  const wanted = before.fingerprint === undefined ? undefined : normal(before.fingerprint);
  const sha256 = seen ?? wanted ?? "";
  if (wanted !== undefined && wanted !== sha256) {
    throw new ExplainedError(
      `The certificate of ${stranger.host} has the fingerprint ${sha256}, not ${wanted} as --fingerprint says.`,
      { remedy: "Do not log in there before it is clear why: something may sit between here and the node." },
    );
  }
  if (wanted === undefined) await compared(stranger, sha256, dialogue, before);
  const pinned: Reached = { ...stranger, tls: { kind: "fingerprint", sha256 } };
  await dialogue.during(`Asking ${stranger.host}`, () => realmNames(pinned, signal));
  await dialogue.tell(`${stranger.host} answers, and its certificate is pinned.`);
  return pinned;
}

/** The fingerprint of a certificate that the system does not vouch for; undefined where it does. */
async function fingerprintOf(bySystem: Reached, signal: AbortSignal): Promise<string | undefined> {
  try {
    await realmNames(bySystem, signal);
    return undefined;
  } catch (error) {
    if (error instanceof CertificateError && error.fingerprint !== undefined) return error.fingerprint;
    throw error;
  }
}

/** Has the person compare the fingerprint, unless it is the one that was compared before. */
async function compared(
  { host, port }: Omit<Stranger, "tls">,
  sha256: string,
  dialogue: Dialogue,
  { pinned }: Before,
): Promise<void> {
  const known = pinned?.host === host && pinned.port === port ? pinned.fingerprint : undefined;
  if (known === sha256) return;
  const changed = known !== undefined;
  if (changed) {
    await dialogue.warn(
      `The certificate of ${host} is not the one that was pinned before (${known}). Proxmox renews it every two years; ` +
        "otherwise something sits between here and the node, and would get your password.",
    );
  }
  await dialogue.show(`The certificate of ${host} has the SHA-256 fingerprint`, [sha256, ...compare]);
  const isSame = await dialogue.agree({
    option: `--fingerprint ${sha256}, when it is the node's own`,
    message: changed ? "Is this the node's new certificate?" : "Is it the same?",
    initial: !changed && dialogue.isWithPerson,
  });
  if (!isSame) throw new Cancelled("The certificate was not trusted.");
}

/** As Proxmox writes it: 32 pairs in upper case, joined by colons. @throws {UsageError} */
function normal(fingerprint: string): string {
  const digits = fingerprint.replace(/^.*=/, "").replace(/[:\s]/g, "").toUpperCase();
  if (/^[0-9A-F]{64}$/.test(digits)) return (digits.match(/../g) ?? []).join(":");
  throw new UsageError(
    `--fingerprint is ${JSON.stringify(fingerprint)}, but must be 32 hexadecimal pairs with colons.`,
  );
}
