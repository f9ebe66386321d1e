import { Buffer } from "node:buffer";

/**
 * The spellings in which a secret may turn up in a text: as it is, URL-encoded, in JSON, in single quotes of a shell,
 * and inside base64 (alone or in the middle of a longer text, as in a `Basic` header).
 */
export function secretForms(secret: string): readonly string[] {
  const forms = new Set<string>([secret, ...urlForms(secret)]);
  forms.add(JSON.stringify(secret).slice(1, -1));
  forms.add(secret.replaceAll("'", `'\\''`));
  for (const form of base64Forms(secret)) forms.add(form);
  return [...forms];
}

function urlForms(secret: string): readonly string[] {
  if (!secret.isWellFormed()) return [];
  const encoded = encodeURIComponent(secret);
  const strict = encoded.replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return [encoded, strict].flatMap((form) => [
    form,
    form.replaceAll("%20", "+"),
    form.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  ]);
}

/** Below this length a piece of base64 is too likely to be part of something else. */
const shortestBase64 = 8;

/**
 * What of a secret's base64 does not depend on its neighbours: base64 works on groups of three bytes, so the
 * secret may begin at each of three places in a group, and the characters shared with a neighbour are left out.
 */
function base64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  const forms: string[] = [];
  for (const before of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const shared = Math.ceil((before * 8) / 6);
    const own = padded.toString("base64").slice(shared, Math.floor((padded.length * 8) / 6));
    if (own.length >= shortestBase64) forms.push(own, own.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return forms;
}
