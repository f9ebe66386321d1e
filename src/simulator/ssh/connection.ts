import type { AuthContext, Connection } from "ssh2";
import type { Process } from "../linux/kernel/process.ts";
import { authenticate, type LoginRules } from "./authenticate.ts";
import { serveSession } from "./session.ts";
import { accountFor, sessionEnvironment } from "./users.ts";

/** What a connection is served with. */
export interface ConnectionContext {
  /** The daemon that takes connections. */
  readonly sshd: Process;
  readonly rules: LoginRules;
  readonly maxSessions: number;
  /** Told of each command before it starts. */
  readonly onCommand: (line: string) => void;
  /** Addresses and ports of both ends. */
  readonly from: string;
  readonly to: string;
}

/** Serves one connection from the login to its end. */
export function serveConnection(client: Connection, context: ConnectionContext): void {
  const { sshd, rules, maxSessions, onCommand } = context;
  let user = "";
  let process: Process | undefined;
  let sessions = 0;
  client.on("authentication", (attempt: AuthContext) => {
    user = attempt.username;
    const isKnown = accountFor(sshd.fs, user) !== undefined;
    authenticate(attempt, rules, isKnown);
  });
  client.on("ready", () => {
    const account = accountFor(sshd.fs, user);
    if (account === undefined) {
      client.end();
      return;
    }
    const own = sshd.fork({ argv: [`sshd-session: ${user}@notty`], newSession: true });
    process = own;
    client.on("session", (accept, reject) => {
      if (sessions >= maxSessions) return reject();
      sessions += 1;
      const session = accept();
      session.on("close", () => sessions -= 1);
      const environment = sessionEnvironment(account, context);
      serveSession(session, { sshd: own, account, environment, onCommand });
    });
  });
  // A client that goes away without a word is no fault of the server's.
  client.on("error", () => {});
  client.on("close", () => process?.finish({ code: 255 }));
}
