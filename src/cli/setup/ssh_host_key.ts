import { homeDirectory } from "../../config/user_directory.ts";
import { openClient } from "../../ssh/connect.ts";
import { LoginError } from "../../ssh/errors.ts";
import { serverAt } from "../../ssh/server.ts";
import type { Address } from "../../ssh/socket.ts";
import { CertificateError } from "../../wire/errors.ts";

/** Milliseconds until the server has shown its key. */
const timeout = 15_000;

/**
 * The fingerprint of the key that an SSH server shows, or undefined where `known_hosts` has it already.
 *
 * Nothing is sent that could prove who asks. @throws {CertificateError} when it is not the one that `known_hosts` has.
 */
export async function unknownHostKey(address: Address): Promise<string | undefined> {
  const home = homeDirectory(Deno.build.os, Deno.env.toObject()) ?? "";
  const login = {
    user: "root",
    key: undefined,
    keyPath: undefined,
    password: undefined,
    agentSocket: undefined,
  };
  const server = await serverAt(
    address,
    {
      ...{ ...address, ...login, keyPassphrase: undefined, hostKeys: [], sudo: false, maxChannels: 1 },
      knownHostsFile: `${home}/.ssh/known_hosts`,
    },
    login,
    { timeout },
  );
  try {
    (await openClient(server)).end();
    return undefined;
  } catch (error) {
    if (error instanceof LoginError) return undefined;
    if (error instanceof CertificateError && / is not known yet/.test(error.message)) {
      return error.fingerprint;
    }
    throw error;
  }
}
