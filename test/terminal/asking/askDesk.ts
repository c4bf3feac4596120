import { PassThrough } from 'node:stream';
import { terminalAsk } from '../../../src/terminal/asking/terminalAsk.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';

/** A key counts once its question has been on screen for so many milliseconds. */
export const settled = 320;

/** A keyboard that remembers whether it hands over each key at once. */
export class Keys extends PassThrough {
  raw = false;
  setRawMode(isRaw: boolean): void {
    this.raw = isRaw;
  }
}

/** A person at a terminal who is asked by an agent called Code map. */
export function openAskDesk() {
  const keyboard = new Keys();
  const output = new PassThrough();
  let shown = '';
  let interrupts = 0;
  const pauses: string[] = [];
  output.on('data', (chunk) => {
    shown += chunk;
  });
  const ask = terminalAsk({
    input: keyboard,
    output,
    paint: plainPaint,
    agentName: () => 'Code map',
    pause: () => {
      pauses.push('paused');
      return () => pauses.push('resumed');
    },
    interrupt: () => {
      interrupts += 1;
    },
  });
  /** Presses a key once the question has been on screen long enough to count. */
  const press = async (key: string) => {
    await new Promise((resolve) => setTimeout(resolve, settled));
    keyboard.write(key);
  };
  const sees = async (text: string) => {
    while (!shown.includes(text)) await new Promise((resolve) => output.once('data', resolve));
  };
  const { signal } = new AbortController();
  return { ask, keyboard, signal, press, sees, pauses, shown: () => shown, interrupts: () => interrupts };
}
