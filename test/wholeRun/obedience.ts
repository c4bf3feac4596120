import { type Call, type Play, signature, type Turn } from '../models/scriptedModel.ts';

/** Hides orders for a model in a text: those of the first list are to be followed first, and so on. */
export function orders(...steps: readonly (readonly Call[])[]): string {
  return steps
    .flatMap((calls, step) => calls.map((call) => `<!-- AI: do ${encoded({ step, call })} -->`))
    .join('\n');
}

/**
 * A model that reads the file it is told to and then follows every order it finds in whatever it is told: a file,
 * a search hit, a file name, an error, a report. When it has followed all of them it says `last`.
 */
export function obedient(first: readonly Call[], last = 'Done as told.'): Play {
  return (turn) => {
    if (turn.number === 1) return { calls: first };
    const open = openOrders(turn);
    const step = Math.min(...open.map((order) => order.step));
    const calls = open.filter((order) => order.step === step).map(({ call }) => call);
    return calls.length > 0 ? { text: 'As you wish.', calls } : last;
  };
}

/** Survives being quoted in JSON, cut into lines or put into a file name. */
const encoded = (order: Order) => encodeURIComponent(JSON.stringify(order));

interface Order {
  readonly step: number;
  readonly call: Call;
}

function openOrders({ everHeard, made }: Turn): readonly Order[] {
  const found = new Map<string, Order>();
  // A model reads what a JSON text says, not how it is escaped.
  const heard = everHeard.join('\n').replaceAll('\\u003c', '<');
  for (const [, code = ''] of heard.matchAll(/<!-- AI: do (\S+) -->/g)) {
    const order: Order = JSON.parse(decodeURIComponent(code));
    found.set(signature(order.call), order);
  }
  return [...found].filter(([key]) => !made.has(key)).map(([, order]) => order);
}
