import type { SFTPWrapper } from "ssh2";

interface Protocol {
  exitStatus(channel: number, code: number): void;
}

/**
 * Tells the client that the SFTP server ended well, as `scp` wants to know.
 *
 * ssh2 has a method for this on every channel but those of SFTP, so its protocol is asked directly.
 */
export function sendExitStatus(sftp: SFTPWrapper): void {
  const protocol: unknown = Reflect.get(sftp, "_protocol");
  const outgoing: unknown = Reflect.get(sftp, "outgoing");
  if (!isProtocol(protocol) || typeof outgoing !== "object" || outgoing === null || !("id" in outgoing)) {
    return;
  }
  protocol.exitStatus(Number(outgoing.id), 0);
}

function isProtocol(value: unknown): value is Protocol {
  return typeof value === "object" && value !== null && "exitStatus" in value &&
    typeof value.exitStatus === "function";
}
