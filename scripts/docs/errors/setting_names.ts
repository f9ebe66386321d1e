import * as z from "zod";
import * as accessSettings from "../../../src/config/declared/access.ts";
import * as confirmationSettings from "../../../src/config/declared/confirmation.ts";
import * as connectionSettings from "../../../src/config/declared/connection.ts";
import * as httpSettings from "../../../src/config/declared/http.ts";
import * as listSettings from "../../../src/config/declared/lists.ts";
import * as outputSettings from "../../../src/config/declared/output.ts";
import * as requestSettings from "../../../src/config/declared/requests.ts";
import * as sshSettings from "../../../src/config/declared/ssh.ts";

const declared = [
  ...[accessSettings, confirmationSettings, connectionSettings, httpSettings, listSettings],
  ...[outputSettings, requestSettings, sshSettings],
];

const named = z.looseObject({ name: z.string() });

/** The name of a setting in the environment, by what the source calls it: `connection.host`. */
export const settingNames: ReadonlyMap<string, string> = new Map(
  declared.flatMap((module) =>
    Object.entries<Readonly<Record<string, unknown>>>(module).flatMap(([group, settings]) =>
      Object.entries(settings).flatMap(([key, setting]) => {
        const parsed = named.safeParse(setting);
        return parsed.success ? [[`${group}.${key}`, parsed.data.name] as const] : [];
      })
    )
  ),
);
