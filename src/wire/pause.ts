/** Waits `milliseconds`, or until `enough` fires, or rejects with the signal's reason as soon as that fires. */
export function pause(milliseconds: number, signal?: AbortSignal, enough?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  if (enough?.aborted === true) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      enough?.removeEventListener("abort", over);
      resolve();
    };
    const abort = () => {
      clearTimeout(timer);
      enough?.removeEventListener("abort", over);
      reject(signal?.reason);
    };
    const timer = setTimeout(over, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
    enough?.addEventListener("abort", over, { once: true });
  });
}
