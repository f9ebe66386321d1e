import { ForeignAnswerError } from "../wire/errors.ts";
import type { WireRequest } from "../wire/wire.ts";
import { inline } from "../text/foreign.ts";
import type { CarriedAnswer } from "./carrier.ts";

/**
 * Makes the error for an answer that is not Proxmox's, and says what it looks like: a redirection, a login page, a page
 * of a reverse proxy, JSON of something else.
 *
 * @param address `host:port` as tried.
 */
export function foreignAnswer(
  answer: CarriedAnswer,
  request: WireRequest,
  address: string,
): ForeignAnswerError {
  const server = answer.header("server");
  const signed = server === undefined ? "" : ` (Server: ${inline(server)})`;
  return new ForeignAnswerError(
    `Not Proxmox but something else answered ${request.method} ${request.path} at ${address}, ` +
      `with status ${answer.status}${signed}: ${looks(answer)}.`,
    {
      remedy:
        "PROXMOX_HOST and PROXMOX_PORT must lead to Proxmox itself, usually port 8006. Where a reverse proxy is " +
        "in between, it must pass /api2/ on unchanged and without a login of its own.",
    },
  );
}

function looks(answer: CarriedAnswer): string {
  const { status, text } = answer;
  const location = answer.header("location");
  if (status >= 300 && status < 400) {
    return location === undefined
      ? "a redirection"
      : `a redirection to ${
        inline(location.replace(/[?#].*$/, ""))
      }, as a login portal or reverse proxy sends`;
  }
  if (text.trim() === "") return "an empty answer";
  if (/^\s*</.test(text)) return page(text);
  if (/^\s*[{[]/.test(text)) {
    return isJson(text) ? "JSON in another form than Proxmox's" : "JSON that breaks off or is malformed";
  }
  return `text that begins with "${inline(text)}"`;
}

function page(html: string): string {
  const title = /<title[^>]*>([^<]*)</i.exec(html)?.[1]?.trim();
  const named = title === undefined || title === "" ? "" : ` titled "${inline(title)}"`;
  if (/type=["']?password|log ?in|sign ?in/i.test(html)) return `a login page${named}`;
  return `a web page${named}, such as a reverse proxy or another service sends`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
