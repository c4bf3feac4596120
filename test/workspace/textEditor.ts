import * as fs from 'node:fs';
import type { OpenEdit, OpenFile, OpenFiles } from '../../src/workspace/content/openFiles.ts';

interface Buffer16 {
  text: string;
  isDirty: boolean;
  readonly mark: string;
  readonly encoding: 'utf8' | 'utf16le';
}

/**
 * An editor in memory over real files: it hides byte order marks, knows one line ending a file, and saves in place. Some
 * files it may show as a notebook, whose unsaved cells are no text.
 */
export class TextEditor implements OpenFiles {
  readonly #open = new Map<string, Buffer16>();
  readonly #notebooks = new Map<string, string>();
  /** Called right before a replacement is looked at, as a person who types just then. */
  beforeReplace = () => {};
  /** What it makes of a text while saving it. */
  format = (text: string) => text;
  willRefuse = false;
  replaced: (readonly OpenEdit[])[] = [];

  open(path: string): void {
    const bytes = fs.readFileSync(path);
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8';
    const whole = bytes.toString(encoding);
    const mark = whole.startsWith('\ufeff') ? '\ufeff' : '';
    const text = whole.slice(mark.length);
    const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
    this.#open.set(path, { text: text.replace(/\r\n|\n/g, lineEnd), isDirty: false, mark, encoding });
  }

  type(path: string, text: string): void {
    Object.assign(this.#at(path), { text, isDirty: true });
  }

  /** A person changes a notebook and does not save it. */
  typeInNotebook(path: string, content: string): void {
    this.#notebooks.set(path, content);
  }

  saveNotebook(path: string): void {
    fs.writeFileSync(path, this.#notebooks.get(path) ?? '');
    this.#notebooks.delete(path);
  }

  look(canonical: string): OpenFile | undefined {
    if (this.#notebooks.has(canonical)) return { text: undefined, isDirty: true };
    const buffer = this.#open.get(canonical);
    return buffer && { text: buffer.text, isDirty: buffer.isDirty };
  }

  async replace(edits: readonly OpenEdit[]): Promise<'replaced' | 'stale' | 'refused'> {
    this.beforeReplace();
    if (edits.some(({ canonical, before }) => this.#open.get(canonical)?.text !== before)) return 'stale';
    if (this.willRefuse) return 'refused';
    this.replaced.push(edits);
    for (const { canonical, after } of edits) {
      const buffer = this.#at(canonical);
      buffer.text = this.format(after);
      buffer.isDirty = false;
      fs.writeFileSync(canonical, buffer.mark + buffer.text, buffer.encoding);
    }
    return 'replaced';
  }

  #at(path: string): Buffer16 {
    const buffer = this.#open.get(path);
    if (buffer === undefined) throw new Error(`${path} is not open`);
    return buffer;
  }
}
