/** One point of a time series: the time and the values known for it. */
export type RrdRow = Readonly<Record<string, number>>;

/** How many points a time frame has, and how many seconds lie between them. */
const FRAMES: Readonly<Record<string, readonly [number, number]>> = {
  hour: [60, 60],
  day: [1440, 60],
  week: [336, 1800],
  month: [1440, 1800],
  year: [1440, 21600],
  decade: [570, 604800],
};

/** Releases before 9 give about seventy points whatever the frame. */
const OLD_STEPS: Readonly<Record<string, number>> = {
  hour: 60,
  day: 1800,
  week: 10800,
  month: 43200,
  year: 604800,
};

/**
 * Makes a time series that ends now.
 *
 * @param since seconds since the epoch before which nothing is known: such points hold only their time
 * @param values the values at a wave position between -1 and 1, so that the curve moves but is the same every time
 */
export function rrdRows(
  options: {
    readonly timeframe: string;
    readonly isNine: boolean;
    readonly now: number;
    readonly since: number;
  },
  values: (wave: number) => Readonly<Record<string, number>>,
): RrdRow[] {
  const [points, newStep] = FRAMES[options.timeframe] ?? [60, 60];
  const step = options.isNine ? newStep : OLD_STEPS[options.timeframe] ?? newStep;
  const count = options.isNine ? points : 70;
  const end = Math.floor(options.now / step) * step;
  return Array.from({ length: count }, (_, index) => {
    const time = end - (count - 1 - index) * step;
    if (time < options.since) return { time };
    const wave = Math.sin(time / (step * 9)) * 0.7 + Math.sin(time / (step * 2.3)) * 0.3;
    return { time, ...values(wave) };
  });
}
