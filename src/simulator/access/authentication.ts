import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Cluster } from "../cluster/cluster.ts";
import type { Identity } from "../cluster/identity.ts";

/** Seconds a ticket is valid. */
const TICKET_LIFETIME = 2 * 60 * 60;

/** Checks tokens, tickets and passwords, and signs tickets with a key of its own. */
export class Authentication {
  readonly #cluster: Cluster;
  readonly #key = randomBytes(32);

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Reads `user@realm!id=secret` (a space may stand for the first `=`); `undefined` when it is not right. */
  token(value: string): Identity | undefined {
    const match = /^([^\s!]+@[^\s!]+)!([^\s=]+)[= ](\S+)$/.exec(value);
    if (match === null) return undefined;
    const [, userid = "", token = "", secret = ""] = match;
    const user = this.#cluster.state.users[userid];
    const known = user?.tokens[token];
    if (!this.isActive(userid) || known === undefined || known.secret !== secret) return undefined;
    if (known.expire !== 0 && known.expire <= this.#cluster.clock.now()) return undefined;
    return { userid, token };
  }

  /** Reads a ticket; `undefined` when it is malformed, forged or expired. */
  ticket(value: string): Identity | undefined {
    const match = /^PVE:([^:]+@[^:]+):([0-9A-F]{8})::(\S+)$/.exec(value);
    if (match === null) return undefined;
    const [, userid = "", time = "", signature = ""] = match;
    if (!this.isActive(userid) || !this.#verify(`PVE:${userid}:${time}`, signature)) return undefined;
    const age = this.#cluster.clock.now() - parseInt(time, 16);
    return age > TICKET_LIFETIME || age < -300 ? undefined : { userid };
  }

  /** Whether a CSRF token belongs to the user. */
  csrf(value: string, userid: string): boolean {
    const [time = "", signature = ""] = value.split(":");
    return this.#verify(`${time}:${userid}`, signature);
  }

  /** A fresh ticket and its CSRF token. */
  issue(userid: string): { ticket: string; csrf: string } {
    const time = hexTime(this.#cluster.clock.now());
    const plain = `PVE:${userid}:${time}`;
    return { ticket: `${plain}::${this.#sign(plain)}`, csrf: `${time}:${this.#sign(`${time}:${userid}`)}` };
  }

  /** The half ticket that asks for a second factor. */
  challenge(userid: string): string {
    const body = encodeURIComponent(JSON.stringify({ totp: true, recovery: "available" }));
    const plain = `PVE:!tfa!${body}:${hexTime(this.#cluster.clock.now())}:${userid}`;
    return `${plain}::${this.#sign(plain)}`;
  }

  /** Whether a challenge was issued for that user by this cluster. */
  isChallenge(value: string, userid: string): boolean {
    const [plain = "", signature = ""] = value.split("::");
    return plain.startsWith("PVE:!tfa!") && plain.endsWith(`:${userid}`) && this.#verify(plain, signature);
  }

  /** Whether the user's password is right; a valid ticket of the user counts as its password. */
  password(userid: string, password: string): boolean {
    if (!this.isActive(userid)) return false;
    if (password.startsWith("PVE:")) return this.ticket(password)?.userid === userid;
    const known = this.#cluster.state.users[userid]?.password;
    return known !== undefined && known === password;
  }

  /** Whether the user exists, is enabled and has not expired. */
  isActive(userid: string): boolean {
    const user = this.#cluster.state.users[userid];
    if (user === undefined || !user.enable) return false;
    return user.expire === 0 || user.expire > this.#cluster.clock.now();
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64");
  }

  #verify(text: string, signature: string): boolean {
    const expected = new TextEncoder().encode(this.#sign(text));
    const given = new TextEncoder().encode(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}

function hexTime(seconds: number): string {
  return seconds.toString(16).toUpperCase().padStart(8, "0");
}
