/** What was asked for on the command line. */

import type { LengthUnit } from './units.ts';

export interface Options {
  station: string;
  /** Midnight UTC. */
  day: Date;
  unit: LengthUnit;
}

/** Throws with a message for people when the arguments make no sense. */
export function readOptions(args: string[], today: Date): Options {
  const unit = args.includes('--feet') ? 'ft' : 'm';
  const [station, date] = args.filter((arg) => !arg.startsWith('--'));
  if (station === undefined) throw new Error('Which station? For example: tidebook st-clement');
  // TODO: refuse options nobody knows, --foot goes unnoticed
  const day = new Date(`${date ?? today.toISOString().slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) throw new Error(`"${date}" is not a date like 2026-03-21`);
  return { station, day, unit };
}
