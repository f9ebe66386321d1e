import { loadSsh2 } from "../../ssh/library.ts";
import { ExplainedError } from "../../text/explained.ts";

/** A key pair as OpenSSH writes it. */
export interface KeyPair {
  readonly privateKey: string;
  /** One line, for `authorized_keys`. */
  readonly publicLine: string;
}

/** Makes an Ed25519 key pair. */
export async function makeKeyPair(comment: string): Promise<KeyPair> {
  const { utils } = await loadSsh2();
  for (let trial = 0; trial < 20; trial++) {
    const pair = utils.generateKeyPairSync("ed25519", { comment });
    const read = utils.parseKey(pair.private);
    // Now and then ssh2 writes a key that it cannot read itself.
    if (read instanceof Error) continue;
    return { privateKey: pair.private, publicLine: `${publicHalf(pair.public)} ${comment}` };
  }
  throw new ExplainedError("No SSH key could be made.", {
    remedy: "Make one with ssh-keygen -t ed25519 and give it with --ssh-key.",
  });
}

function publicHalf(line: string): string {
  return line.trim().split(" ").slice(0, 2).join(" ");
}
