import type { Setting } from "../setting.ts";
import { access, tools } from "./access.ts";
import { confirmation } from "./confirmation.ts";
import { connection, trust } from "./connection.ts";
import { http } from "./http.ts";
import { lists } from "./lists.ts";
import { limits, log } from "./output.ts";
import { requests } from "./requests.ts";
import { ssh } from "./ssh.ts";

/** Every setting there is, in the order of the documentation. */
export const allSettings: readonly Setting[] = [
  connection,
  trust,
  ssh,
  requests,
  access,
  tools,
  lists,
  confirmation,
  limits,
  log,
  http,
].flatMap((group): readonly Setting[] => Object.values(group));
