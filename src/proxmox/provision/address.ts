import { type GuestAddresses, guestAddresses } from "../guest_status.ts";
import type { Connection } from "../connection.ts";
import type { Guest } from "../resources.ts";
import type { TaskProgress } from "../task_progress.ts";
import type { TimeLeft } from "../time_left.ts";

/** Milliseconds between two questions; an agent that does not answer takes three seconds by itself. */
const betweenQuestions = 2000;

/**
 * Asks a guest that has just been started for its addresses until it has one, or the time is up.
 *
 * Says then why there is none: a system that boots, or one without guest agent.
 */
export async function awaitAddresses(
  connection: Connection,
  guest: Guest,
  time: TimeLeft,
  tell: ((progress: TaskProgress) => void) | undefined,
): Promise<GuestAddresses> {
  using _followed = connection.waits?.begin();
  for (;;) {
    const found = await guestAddresses(connection, guest);
    if ("addresses" in found && found.addresses.length > 0) return found;
    if (time.seconds === 0) return found;
    const why = "unknownBecause" in found ? found.unknownBecause : "no address yet";
    tell?.({ percent: undefined, message: `${why}, ${Math.round(time.seconds)} s left` });
    await time.pause(betweenQuestions);
  }
}
