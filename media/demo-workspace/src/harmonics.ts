/** The tide as a sum of waves: speeds are fixed by astronomy, amplitudes and phases belong to a harbour. */

export type Wave = 'M2' | 'S2' | 'K1' | 'O1';

export interface Constant {
  /** Metres. */
  amplitude: number;
  /** Degrees by which the wave lags behind the moon or sun. */
  phase: number;
}

/** Degrees an hour. */
export const speeds: Record<Wave, number> = {
  M2: 28.9841042,
  S2: 30,
  K1: 15.0410686,
  O1: 13.9430356,
};

// TODO: add N2 and K2; spring tides at St Clement come out 20 cm too low without them
const epoch = Date.UTC(2000, 0, 1);

/** Height above chart datum in metres, at a time in milliseconds since 1970. */
export function heightAt(time: number, mean: number, constants: Record<Wave, Constant>): number {
  const hours = (time - epoch) / 3_600_000;
  let height = mean;
  for (const wave of Object.keys(speeds) as Wave[]) {
    const { amplitude, phase } = constants[wave];
    height += amplitude * Math.cos(((speeds[wave] * hours - phase) * Math.PI) / 180);
  }
  return height;
}
