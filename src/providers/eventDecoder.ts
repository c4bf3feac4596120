import { StringDecoder } from 'node:string_decoder';

/** One server-sent event: its name, often empty, and its data lines joined. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** Cuts the bytes of an event stream into events, wherever the bytes were cut on their way. */
export class EventDecoder {
  private readonly decoder = new StringDecoder('utf8');
  private events: ServerEvent[] = [];
  /** A line whose end has not come yet. */
  private line = '';
  private name = '';
  private data: string | undefined;
  private isFirst = true;
  private endedInReturn = false;

  /** The events that are complete with these bytes. */
  push(bytes: Buffer): readonly ServerEvent[] {
    this.read(this.decoder.write(bytes));
    return this.taken();
  }

  /** What is left when no more bytes come: a last event may lack the blank line behind it. */
  end(): readonly ServerEvent[] {
    this.read(this.decoder.end());
    this.finishLine('');
    this.finishEvent();
    return this.taken();
  }

  private taken(): readonly ServerEvent[] {
    const { events } = this;
    if (events.length > 0) this.events = [];
    return events;
  }

  private read(text: string): void {
    if (text === '') return;
    const plain = this.isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.isFirst = false;
    if (this.endedInReturn || plain.includes('\r')) this.readAnyEnds(plain);
    else this.readFeeds(plain);
  }

  private readFeeds(text: string): void {
    let from = 0;
    for (let feed = text.indexOf('\n', from); feed >= 0; feed = text.indexOf('\n', from)) {
      this.finishLine(text.slice(from, feed));
      from = feed + 1;
    }
    this.line += text.slice(from);
  }

  /** A line may also end in a return, alone or before a feed, and the two may arrive apart. */
  private readAnyEnds(text: string): void {
    let from = this.endedInReturn && text.startsWith('\n') ? 1 : 0;
    this.endedInReturn = text.endsWith('\r');
    const ends = /\r\n|\r|\n/g;
    ends.lastIndex = from;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      this.finishLine(text.slice(from, end.index));
      from = ends.lastIndex;
    }
    this.line += text.slice(from);
  }

  private finishLine(end: string): void {
    const line = this.line === '' ? end : this.line + end;
    this.line = '';
    if (line === '') this.finishEvent();
    else if (line.startsWith('data:')) {
      const data = line.slice(line.startsWith(' ', 5) ? 6 : 5);
      this.data = this.data === undefined ? data : `${this.data}\n${data}`;
    } else if (line.startsWith('event:')) this.name = line.slice(line.startsWith(' ', 6) ? 7 : 6);
  }

  private finishEvent(): void {
    if (this.data !== undefined) this.events.push({ name: this.name, data: this.data });
    this.name = '';
    this.data = undefined;
  }
}
