/** Heights as people want to read them. */

export type LengthUnit = 'm' | 'ft';

const feetPerMetre = 3.28084;

/** A height in metres as text in the chosen unit, such as `4.15 m` or `13.6 ft`. */
export function formatHeight(metres: number, unit: LengthUnit): string {
  if (unit === 'm') return `${metres.toFixed(2)} m`;
  return `${(metres * feetPerMetre).toFixed(1)} ft`;
}
