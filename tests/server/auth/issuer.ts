import { exportJWK, generateKeyPair, type GenerateKeyPairResult, SignJWT } from "jose";

/** An issuer of access tokens that publishes its keys on a port of this machine. */
export class TestIssuer implements AsyncDisposable {
  readonly url: string;
  readonly jwksUrl: string;
  /** How often the keys were fetched. */
  fetched = 0;
  /** Whether the keys can be had. */
  isDown = false;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #published: unknown[] = [];
  #key: GenerateKeyPairResult["privateKey"] | undefined;
  #kid = "";

  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
      this.fetched++;
      return this.isDown ? new Response(null, { status: 503 }) : Response.json({ keys: this.#published });
    });
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
    this.jwksUrl = `${this.url}/jwks`;
  }

  /** Makes a new key and signs with it from now on; the old ones are withdrawn. */
  async rotate(): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    this.#kid = crypto.randomUUID();
    this.#key = privateKey;
    this.#published.splice(0, Infinity, {
      ...await exportJWK(publicKey),
      kid: this.#kid,
      alg: "ES256",
      use: "sig",
    });
  }

  /** An access token for `audience`, valid for five minutes; `claims` replace its own. */
  async issue(
    audience: string,
    scope: string,
    claims: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    if (this.#key === undefined) throw new Error("The issuer has no key yet");
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({ iss: this.url, aud: audience, sub: "carol", exp: now + 300, scope, ...claims })
      .setProtectedHeader({ alg: "ES256", kid: this.#kid, typ: "at+jwt" }).setIssuedAt(now).sign(this.#key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** Starts an issuer with its first key. */
export async function startIssuer(): Promise<TestIssuer> {
  const issuer = new TestIssuer();
  await issuer.rotate();
  return issuer;
}
