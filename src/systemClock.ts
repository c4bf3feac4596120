import type { Clock } from './core/ports.ts';

const longestTimer = 2 ** 31 - 1;

/** The machine's monotonic clock. Its timers keep the process alive, and may be longer than Node's own. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    let timer: NodeJS.Timeout;
    const arm = (remaining: number) => {
      const step = Math.min(remaining, longestTimer);
      timer = setTimeout(() => (remaining > step ? arm(remaining - step) : callback()), step);
    };
    arm(ms);
    return () => clearTimeout(timer);
  },
};
