const longestRecord = 64 * 1024;

/** Cuts a stream of text into records, and each record to a bounded length. */
export class RecordSplitter {
  readonly #separator: string;
  readonly #onRecord: (record: string) => void;
  #record = '';

  constructor(separator: string, onRecord: (record: string) => void) {
    this.#separator = separator;
    this.#onRecord = onRecord;
  }

  push(text: string): void {
    const parts = text.split(this.#separator);
    const last = parts.length - 1;
    for (let index = 0; index <= last; index += 1) {
      this.#append(parts[index] ?? '');
      if (index < last) this.#flush();
    }
  }

  /** Hands over what came after the last separator. */
  end(): void {
    if (this.#record !== '') this.#flush();
  }

  #append(part: string): void {
    if (this.#record === '' && part.length <= longestRecord) this.#record = part;
    else if (this.#record.length < longestRecord) this.#record += part.slice(0, longestRecord);
  }

  #flush(): void {
    const record = this.#record;
    this.#record = '';
    this.#onRecord(record);
  }
}
