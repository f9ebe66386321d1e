/** What happens to a request instead of, or before, its answer. */
export type RequestFault =
  /** Answers with a status, a reason phrase and an empty body. */
  | { readonly kind: "status"; readonly status: number; readonly reason: string }
  /** Never answers. */
  | { readonly kind: "hang" }
  /** Sends the head and a part of the body, then cuts the connection. */
  | { readonly kind: "cut" }
  /** Cuts the connection without an answer, after the call was made. */
  | { readonly kind: "lose" }
  /** Answers with an HTML page, as a captive portal or reverse proxy does. */
  | { readonly kind: "html"; readonly status: number }
  /** Answers with JSON whose `data` is a text of that many bytes. */
  | { readonly kind: "huge"; readonly bytes: number }
  /** Does something first, then lets the call through. */
  | { readonly kind: "before"; readonly action: () => void };

/** Which requests a fault meets. */
export interface RequestMatch {
  readonly method?: string;
  /** Tested against the path without `/api2/json`. */
  readonly path?: RegExp;
}

interface Planned {
  readonly fault: RequestFault;
  readonly match: RequestMatch;
  left: number;
}

/** Faults planned for requests to come; each meets as many requests as it was planned for. */
export class RequestFaults {
  readonly #planned: Planned[] = [];

  /** Plans a fault for the next `times` matching requests. */
  next(fault: RequestFault, match: RequestMatch = {}, times = 1): void {
    this.#planned.push({ fault, match, left: times });
  }

  /** The fault that meets this request, counted down. */
  take(method: string, path: string): RequestFault | undefined {
    const found = this.#planned.find((planned) => planned.left > 0 && meets(planned.match, method, path));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }

  /** Forgets every planned fault. */
  clear(): void {
    this.#planned.length = 0;
  }
}

function meets(match: RequestMatch, method: string, path: string): boolean {
  return (match.method === undefined || match.method === method) && (match.path?.test(path) ?? true);
}
