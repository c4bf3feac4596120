import type { ToolCall } from '../core/agent/message.ts';
import { GrowingText } from './growingText.ts';
import { MAX_REPLY_CHARACTERS } from './replyLimits.ts';

/** One piece of one call as a Chat Completions server sends it; empty texts are missing ones. */
export interface CallPiece {
  readonly index: number | undefined;
  readonly id: string;
  readonly name: string;
  readonly argumentsText: string;
  readonly extra: unknown;
}

interface Slot {
  id: string;
  name: string;
  readonly json: GrowingText;
  extra: unknown;
}

/**
 * Joins pieces into calls, in the order they began. Servers differ: some leave out the index, use index 0 for
 * every call, repeat id and name in each piece, or send the id late or never.
 */
export class ToolCallAssembly {
  private readonly slots: Slot[] = [];
  private readonly byIndex = new Map<number, Slot>();

  /** Returns whether a new call began. */
  add(piece: CallPiece): boolean {
    const found = this.slotFor(piece);
    const slot = found ?? this.begin();
    if (piece.index !== undefined) this.byIndex.set(piece.index, slot);
    slot.id ||= piece.id;
    slot.name ||= piece.name;
    slot.json.add(piece.argumentsText);
    slot.extra ??= piece.extra;
    return !found;
  }

  /** What came with each call beside the call itself; `undefined` if nothing came with any. */
  extras(): unknown[] | undefined {
    return this.slots.some((slot) => slot.extra !== undefined)
      ? this.slots.map((slot) => slot.extra)
      : undefined;
  }

  /** The calls, each with an id that is neither in `taken` nor repeated. */
  calls(taken: ReadonlySet<string>): ToolCall[] {
    const used = new Set(taken);
    return this.slots.map(({ id, name, json }) => {
      const unique = uniqueId(id, used);
      used.add(unique);
      const argumentsJson = json.toString();
      return { id: unique, name, argumentsJson: argumentsJson.trim() === '' ? '{}' : argumentsJson };
    });
  }

  private begin(): Slot {
    const slot = { id: '', name: '', json: new GrowingText(), extra: undefined };
    this.slots.push(slot);
    return slot;
  }

  private slotFor({ index, id, name }: CallPiece): Slot | undefined {
    const slot = index === undefined ? this.slotWithoutIndex(id, name) : this.byIndex.get(index);
    const isAnother = slot !== undefined && id !== '' && slot.id !== '' && slot.id !== id;
    return isAnother ? undefined : slot;
  }

  private slotWithoutIndex(id: string, name: string): Slot | undefined {
    const last = this.slots.at(-1);
    if (id !== '')
      return this.slots.find((slot) => slot.id === id) ?? (last?.id === '' && name === '' ? last : undefined);
    return name === '' ? last : undefined;
  }
}

function uniqueId(id: string, used: ReadonlySet<string>): string {
  if (id !== '' && !used.has(id)) return id;
  const stem = id === '' ? 'call' : id;
  for (let n = id === '' ? 1 : 2; n < MAX_REPLY_CHARACTERS; n += 1) {
    if (!used.has(`${stem}_${n}`)) return `${stem}_${n}`;
  }
  return stem;
}
