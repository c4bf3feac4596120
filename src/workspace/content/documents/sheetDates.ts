import type { DateStyle } from './sheetTables.ts';

const dayMs = 24 * 60 * 60 * 1000;
const lastDay = 2_958_465;

/** The date or time that a number of a sheet stands for, such as `2024-02-29 13:30:00`. */
export function dateText(serial: number, style: DateStyle, isFrom1904: boolean): string {
  if (serial < 0 || serial > lastDay) return String(serial);
  const milliseconds = Math.round(serial * 24 * 60 * 60) * 1000;
  if (style === 'time') return timeText(milliseconds);
  const [day, time] = new Date(startOf(serial, isFrom1904) + milliseconds).toISOString().split('T');
  const isMidnight = milliseconds % dayMs === 0;
  return style === 'date' && isMidnight ? String(day) : `${day} ${time?.slice(0, 8)}`;
}

/** Day 0. The sheets' own calendar has a 29 February 1900, so that the days before it lie one day off. */
function startOf(serial: number, isFrom1904: boolean): number {
  if (isFrom1904) return Date.UTC(1904, 0, 1);
  return Date.UTC(1899, 11, serial < 60 ? 31 : 30);
}

/** Hours may be more than a day has. */
function timeText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
