/** How full the moon is, for the small picture next to the date. */

const synodicMonth = 29.530588853;
const knownNewMoon = Date.UTC(2000, 0, 6, 18, 14);

export const phaseNames = ['new', 'first quarter', 'full', 'last quarter'] as const;

/** Days since the last new moon. */
export function moonAge(time: number): number {
  const days = (time - knownNewMoon) / 86_400_000;
  return ((days % synodicMonth) + synodicMonth) % synodicMonth;
}

/** The name of the nearest phase. */
export function phaseName(time: number): (typeof phaseNames)[number] {
  // HACK: mean months only, so this can be half a day off
  const quarter = Math.round((moonAge(time) / synodicMonth) * 4) % 4;
  return phaseNames[quarter] ?? 'new';
}
