const dateNow = Date.now;
const setTimer = globalThis.setTimeout;

/** Puts the clock that `Date.now` reads ahead until the end of the block. */
export function clockAhead(seconds: number): Disposable {
  Date.now = () => dateNow() + seconds * 1000;
  return {
    [Symbol.dispose]: () => {
      Date.now = dateNow;
    },
  };
}

/** Lets every wait of this many milliseconds be over at once until the end of the block; shorter and longer ones stay. */
export function skipWaitsOf(milliseconds: number): Disposable {
  const hastened = (handler: () => void, delay = 0) => setTimer(handler, delay === milliseconds ? 1 : delay);
  globalThis.setTimeout = Object.assign(hastened, setTimer);
  return {
    [Symbol.dispose]: () => {
      globalThis.setTimeout = setTimer;
    },
  };
}
