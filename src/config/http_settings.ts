import { http } from "./declared/http.ts";
import { type FileAccess, fileFault } from "./files.ts";
import type { Findings } from "./findings.ts";
import type { Resolved } from "./resolved.ts";
import type { Setting } from "./setting.ts";
import type { HttpSettings, OAuthSettings } from "./settings.ts";

/** Below this length a token can be guessed. */
const shortToken = 16;

/** The settings of the HTTP endpoint. */
export async function readHttp(
  values: Resolved,
  files: FileAccess,
  findings: Findings,
): Promise<HttpSettings> {
  const authToken = values.get(http.authToken);
  if (authToken !== undefined && authToken.length < shortToken) {
    findings.warn(
      `${values.name(http.authToken)} is shorter than ${shortToken} characters and can be guessed: ` +
        "openssl rand -hex 32 makes a good one.",
    );
  }
  return {
    host: values.get(http.host),
    port: values.get(http.port),
    authToken,
    tokenFile: values.path(http.tokenFile),
    oauth: readOAuth(values, findings),
    tls: await readTls(values, files, findings),
    allowedHosts: values.get(http.allowedHosts),
    allowedOrigins: values.get(http.allowedOrigins),
    publicUrl: values.get(http.publicUrl),
    stateKey: values.get(http.stateKey),
    sessions: values.get(http.sessions),
    maxRequests: values.get(http.maxRequests),
    maxBody: values.get(http.maxBody),
  };
}

async function readTls(
  values: Resolved,
  files: FileAccess,
  findings: Findings,
): Promise<HttpSettings["tls"]> {
  const certFile = values.path(http.tlsCert);
  const keyFile = values.path(http.tlsKey);
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined) {
    noteMissing([http.tlsCert, http.tlsKey], values, findings);
    return undefined;
  }
  for (const [setting, path] of [[http.tlsCert, certFile], [http.tlsKey, keyFile]] as const) {
    try {
      await files.read(path);
    } catch (error) {
      findings.mistake(
        `${values.name(setting)} names ${path}, which ${
          fileFault(error)
        }: give the path of a readable PEM file.`,
      );
    }
  }
  return { certFile, keyFile };
}

function readOAuth(values: Resolved, findings: Findings): OAuthSettings | undefined {
  const issuer = values.get(http.oauthIssuer);
  const audience = values.get(http.oauthAudience);
  const jwksUrl = values.get(http.oauthJwksUrl);
  if (issuer !== undefined && audience !== undefined && jwksUrl !== undefined) {
    return { issuer, audience, jwksUrl };
  }
  if (issuer !== undefined || audience !== undefined || jwksUrl !== undefined) {
    noteMissing([http.oauthIssuer, http.oauthAudience, http.oauthJwksUrl], values, findings);
  }
  return undefined;
}

/** Notes the settings that are missing of some that only work together; one that is set but wrong was noted already. */
function noteMissing(settings: readonly Setting[], values: Resolved, findings: Findings): void {
  const given = settings.filter((setting) => values.isSet(setting)).map((setting) => values.name(setting));
  const missing = settings.filter((setting) => !values.isSet(setting)).map((setting) => setting.name);
  if (missing.length > 0) {
    findings.mistake(`${given.join(" and ")} needs ${missing.join(" and ")} too: set all of them or none.`);
  }
}
