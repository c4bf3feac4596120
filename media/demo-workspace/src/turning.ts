/** Finds the moments at which the tide turns. */

export interface TurningPoint {
  kind: 'high' | 'low';
  /** Milliseconds since 1970, to the minute. */
  time: number;
  height: number;
}

const minute = 60_000;
const step = 10 * minute;

/** The high and low waters from `from` (included) to `to` (left out), in order. */
export function turningPoints(height: (time: number) => number, from: number, to: number): TurningPoint[] {
  const points: TurningPoint[] = [];
  for (let time = from; time < to; time += step) {
    const before = height(time) - height(time - minute);
    const after = height(time + step) - height(time + step - minute);
    if (before > 0 === after > 0) continue;
    // FIXME: a double high water within ten minutes is reported as one
    const turn = narrowDown(height, time, before > 0);
    if (turn < to) points.push({ kind: before > 0 ? 'high' : 'low', time: turn, height: height(turn) });
  }
  return points;
}

function narrowDown(height: (time: number) => number, start: number, rising: boolean): number {
  let time = start;
  while (time < start + step && height(time + minute) > height(time) === rising) time += minute;
  return time;
}
