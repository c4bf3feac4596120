/** The harbours Tidebook knows. */

import { readFileSync } from 'node:fs';
import { type Constant, speeds, type Wave } from './harmonics.ts';

export interface Station {
  id: string;
  name: string;
  mean: number;
  constants: Record<Wave, Constant>;
}

/** Reads a station file. Throws with the station's name when an entry cannot be used. */
export function loadStations(path: string | URL): Station[] {
  const entries = JSON.parse(readFileSync(path, 'utf8')) as Station[];
  for (const entry of entries) check(entry);
  return entries;
}

export function findStation(stations: Station[], id: string): Station {
  const found = stations.find((station) => station.id === id);
  if (found) return found;
  // TODO: suggest the nearest name instead of listing all of them
  throw new Error(`Unknown station "${id}". Known: ${stations.map((station) => station.id).join(', ')}`);
}

function check(entry: Station): void {
  for (const wave of Object.keys(speeds) as Wave[]) {
    if (typeof entry.constants?.[wave]?.amplitude !== 'number') {
      throw new Error(`Station "${entry.id}" has no amplitude for ${wave}`);
    }
    // FIXME: phases outside 0 to 360 are accepted silently
  }
}
