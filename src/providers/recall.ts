import { createHash, type Hash } from 'node:crypto';

/**
 * What some APIs want to see again in the next turn but a conversation does not hold: signed thinking. A piece
 * is found only behind exactly the conversation it was written for, since APIs reject it anywhere else.
 * Forgetting is safe: the model then goes on without its earlier thoughts.
 */
export class Recall<Piece> {
  private readonly pieces = new Map<string, Piece>();
  private readonly limit: number;

  constructor(limit = 1_000) {
    this.limit = limit;
  }

  get isEmpty(): boolean {
    return this.pieces.size === 0;
  }

  remember(place: string, piece: Piece): void {
    this.pieces.delete(place);
    this.pieces.set(place, piece);
    for (const oldest of this.pieces.keys()) {
      if (this.pieces.size <= this.limit) break;
      this.pieces.delete(oldest);
    }
  }

  find(place: string): Piece | undefined {
    return this.pieces.get(place);
  }
}

/** Names places in a conversation by everything that was sent before them. */
export class Path {
  private readonly hash: Hash;

  constructor(start: unknown) {
    this.hash = createHash('sha256').update(JSON.stringify(start));
  }

  step(sent: unknown): void {
    this.hash.update(JSON.stringify(sent)).update('\n');
  }

  /** The place of `next` right behind all steps so far. */
  placeOf(next: unknown): string {
    return this.hash.copy().update(JSON.stringify(next)).digest('hex');
  }
}
