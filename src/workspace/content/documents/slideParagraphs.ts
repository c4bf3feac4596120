import type { XmlReader } from './xml.ts';

/** Places on a slide that hold what is the same on all of them. */
const furniture = /^(sldNum|dt|ftr|hdr|sldImg)$/;
const title = /^(title|ctrTitle)$/;

/** Turns the elements of a slide into lines, one for each paragraph or row of a table. */
export class SlideParagraphs implements XmlReader {
  readonly lines: string[] = [];
  isHidden = false;
  #place = '';
  #text = '';
  #level = 0;
  #isText = false;
  #leftOut = 0;
  #isInTable = false;
  #cells: string[] = [];
  #cell: string[] = [];

  open(name: string, attribute: (name: string) => string | undefined): void {
    if (name === 'Fallback') this.#leftOut += 1;
    if (this.#leftOut > 0) return;
    if (name === 'sld') this.isHidden = attribute('show') === '0';
    if (name === 'sp' || name === 'graphicFrame') this.#place = '';
    if (name === 'ph') this.#place = attribute('type') ?? 'body';
    if (name === 'tbl') this.#isInTable = true;
    if (name === 'p') {
      this.#text = '';
      this.#level = 0;
    }
    if (name === 'pPr') this.#level = Math.min(Number(attribute('lvl')) || 0, 8);
    if (name === 't') this.#isText = true;
    if (name === 'br') this.#text += '\n';
    const described = name === 'cNvPr' ? attribute('descr')?.trim() : undefined;
    if (described) this.lines.push(`[image: ${described}]`);
  }

  text(text: string): void {
    if (this.#isText && this.#leftOut === 0) this.#text += text;
  }

  close(name: string): void {
    if (name === 'Fallback') this.#leftOut -= 1;
    if (this.#leftOut > 0) return;
    if (name === 't') this.#isText = false;
    if (name === 'p') this.#endParagraph();
    if (name === 'tbl') this.#isInTable = false;
    if (name === 'tc') {
      this.#cells.push(this.#cell.join(' '));
      this.#cell = [];
    }
    if (name === 'tr') {
      this.lines.push(this.#cells.join('\t'));
      this.#cells = [];
    }
  }

  #endParagraph(): void {
    const text = this.#text.trim();
    this.#text = '';
    if (text === '' || furniture.test(this.#place)) return;
    if (this.#isInTable) this.#cell.push(text.replaceAll(/\s+/g, ' '));
    else if (title.test(this.#place)) this.lines.push(`# ${text.replaceAll('\n', ' ')}`);
    else this.lines.push('  '.repeat(this.#level) + text);
  }
}
