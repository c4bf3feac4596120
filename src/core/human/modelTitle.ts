import { safeLine } from './safeText.ts';

/** The name of a model as people read it; the demo model always says that it is no AI. */
export function modelTitle(name: string): string {
  return name.startsWith('demo/') ? `${safeLine(name)} (not AI)` : safeLine(name);
}
