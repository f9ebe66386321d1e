import type { UserPlace } from "../../config/user_directory.ts";
import type { Dialogue } from "./dialogue.ts";
import type { SetupOptions } from "./options.ts";

/** What every part of a run of setup works with. */
export interface SetupRun {
  readonly options: SetupOptions;
  readonly dialogue: Dialogue;
  readonly place: UserPlace;
  readonly configFile: string;
  /** Ends what is going on. */
  readonly signal: AbortSignal;
  /** Ends logins when the run ends. */
  readonly ending: AsyncDisposableStack;
}
