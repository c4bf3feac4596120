#!/usr/bin/env node
/** The tidebook command. */

import { heightAt } from './harmonics.ts';
import { readOptions } from './options.ts';
import { findStation, loadStations } from './stations.ts';
import { dayTable } from './table.ts';
import { turningPoints } from './turning.ts';

const dayLength = 24 * 60 * 60 * 1000;

/** The table that `args` ask for. */
export function tidebook(args: string[], today: Date): string {
  const { station: id, day, unit } = readOptions(args, today);
  const stations = loadStations(new URL('../data/stations.json', import.meta.url));
  const { name, mean, constants } = findStation(stations, id);
  const start = day.getTime();
  const points = turningPoints((time) => heightAt(time, mean, constants), start, start + dayLength);
  return dayTable(name, day, points, unit);
}

if (import.meta.main) {
  try {
    console.log(tidebook(process.argv.slice(2), new Date()));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
