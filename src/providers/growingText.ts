const mostPieces = 1000;

/** Text that comes in very many small pieces. It keeps few large ones: the small ones weigh many times their characters. */
export class GrowingText {
  private readonly large: string[] = [];
  private small: string[] = [];

  constructor(beginning = '') {
    this.add(beginning);
  }

  add(piece: string): void {
    if (piece === '') return;
    this.small.push(piece);
    if (this.small.length < mostPieces) return;
    // Unlike `+`, which only notes what belongs together, this lets go of the pieces.
    this.large.push(this.small.join(''));
    this.small = [];
  }

  /** All of it so far. */
  toString(): string {
    return this.large.join('') + this.small.join('');
  }
}
