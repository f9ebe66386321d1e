import type { AnyAuthMethod, AuthenticationType, ParsedKey } from "ssh2";
import type { SshSettings } from "../config/settings.ts";
import { LoginError } from "./errors.ts";
import { readPrivateKey } from "./key_file.ts";
import { addressText } from "./socket.ts";

/** What is configured to prove who we are; read once and used for every connection. */
export interface Login {
  readonly user: string;
  readonly key: ParsedKey | undefined;
  readonly keyPath: string | undefined;
  readonly password: string | undefined;
  readonly agentSocket: string | undefined;
}

/**
 * Reads the login of the settings, the private key included.
 *
 * @throws {KeyFileError} when the key cannot be used.
 */
export async function readLogin(settings: SshSettings): Promise<Login> {
  const { user, keyPath, keyPassphrase, password, agentSocket } = settings;
  const key = keyPath === undefined ? undefined : await readPrivateKey(keyPath, keyPassphrase);
  return { user, key, keyPath, password, agentSocket };
}

/** One login on one connection: which method comes next, and afterwards what was tried and offered. */
export class LoginAttempt {
  readonly #login: Login;
  readonly #waiting: AnyAuthMethod[];
  readonly #tried: AuthenticationType[] = [];
  #offered: readonly string[] = [];
  #agentFault: string | undefined;

  constructor(login: Login) {
    this.#login = login;
    this.#waiting = methodsOf(login);
  }

  /** The next method to try, or undefined when none is left that the server takes. */
  next(offered: readonly string[] | null): AnyAuthMethod | undefined {
    if (offered !== null) this.#offered = offered;
    const at = this.#waiting.findIndex(({ type }) =>
      type === "none" || this.#offered.includes(methodName(type))
    );
    const [method] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (method !== undefined && method.type !== "none") this.#tried.push(method.type);
    return method;
  }

  /** Notes that the ssh-agent did not do its part. */
  noteAgentFault(message: string): void {
    this.#agentFault = message;
  }

  /** The error that tells what was tried, what the server offers, and what to do. */
  failure(address: { readonly host: string; readonly port: number }, cause?: unknown): LoginError {
    const { user } = this.#login;
    const offered = this.#offered.join(", ") || "no method";
    const tried = this.#tried.map((type) => describe(type, this.#login)).join(", ") || "nothing";
    const agent = this.#agentFault === undefined ? "" : ` (the ssh-agent failed: ${this.#agentFault})`;
    return new LoginError(
      `${
        addressText(address)
      } did not let ${user} log in by SSH: tried ${tried}${agent}, the server offers ${offered}.`,
      { offered: this.#offered, remedy: this.#remedy(), cause },
    );
  }

  #remedy(): string {
    const { user, key, keyPath, password, agentSocket } = this.#login;
    const takesKeys = this.#offered.includes("publickey");
    const takesPasswords = ["password", "keyboard-interactive"].some((name) => this.#offered.includes(name));
    if (key !== undefined && takesKeys) {
      return `Append ${keyPath}.pub to ~/.ssh/authorized_keys of ${user} on the node (\`ssh-copy-id\` does it), ` +
        "or correct PROXMOX_SSH_USER.";
    }
    if (password !== undefined && takesPasswords) {
      return "Correct PROXMOX_SSH_PASSWORD and PROXMOX_SSH_USER; sshd may refuse root's password (PermitRootLogin).";
    }
    if (agentSocket !== undefined && takesKeys) {
      return `Load a key that the node knows into the ssh-agent (\`ssh-add -l\` lists them), or set PROXMOX_SSH_KEY_PATH.`;
    }
    if (takesKeys) return "Set PROXMOX_SSH_KEY_PATH: the server takes no password.";
    if (takesPasswords) return "Set PROXMOX_SSH_PASSWORD: the server takes no key.";
    return "Configure one of the methods that the server offers.";
  }
}

/** The configured methods by preference; `none` first, for the server answers it with what it offers. */
function methodsOf({ user: username, key, password, agentSocket }: Login): AnyAuthMethod[] {
  const methods: AnyAuthMethod[] = [{ type: "none", username }];
  if (key !== undefined) methods.push({ type: "publickey", username, key });
  if (password !== undefined) {
    methods.push({ type: "password", username, password }, {
      type: "keyboard-interactive",
      username,
      prompt: (_name, _instructions, _language, prompts, answer) => answer(prompts.map(() => password)),
    });
  }
  if (agentSocket !== undefined) methods.push({ type: "agent", username, agent: agentSocket });
  return methods;
}

/** An agent's keys travel as public keys. */
function methodName(type: AuthenticationType): string {
  return type === "agent" ? "publickey" : type;
}

function describe(type: AuthenticationType, { keyPath }: Login): string {
  if (type === "publickey") return `the key ${keyPath}`;
  if (type === "agent") return "the keys of the ssh-agent";
  return type;
}
