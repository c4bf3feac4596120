/** Prints a day of turning points. */

import type { TurningPoint } from './turning.ts';
import { formatHeight, type LengthUnit } from './units.ts';

const months = 'January February March April May June July August September October November December'.split(' ');

/** A heading and one line for each high or low water. */
export function dayTable(station: string, day: Date, points: TurningPoint[], unit: LengthUnit): string {
  const date = `${day.getUTCDate()} ${months[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  // TODO: local time; the zone would have to be part of the station
  const lines = points.map(({ time, kind, height }) => {
    const clock = new Date(time).toISOString().slice(11, 16);
    return `${clock}  ${kind.padEnd(5)} ${formatHeight(height, unit).padStart(8)}`;
  });
  return [`${station}, ${date} (UTC)`, ...lines].join('\n');
}
