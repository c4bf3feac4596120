import type { WordStyles } from './wordStyles.ts';
import type { XmlReader } from './xml.ts';

/** One paragraph as far as it has been read; they lie in each other where one holds a text box. */
interface Paragraph {
  text: string;
  style: string;
  list: string | undefined;
  level: number;
}

/** A part of a document that says what another says again, or that its author has taken out. */
const leftOut = /^(Fallback|moveFrom|del)$/;

/** Turns the elements of a Word document into lines, one for each paragraph or row of a table. */
export class WordParagraphs implements XmlReader {
  readonly #styles: WordStyles;
  readonly #add: (line: string) => void;
  readonly #counts = new Map<string, number>();
  readonly #open: Paragraph[] = [];
  #leftOut = 0;
  #tables = 0;
  #isText = false;
  #isInProperties = false;
  #cells: string[] = [];
  #cell: string[] = [];

  constructor(styles: WordStyles, add: (line: string) => void) {
    this.#styles = styles;
    this.#add = add;
  }

  open(name: string, attribute: (name: string) => string | undefined): void {
    if (leftOut.test(name)) this.#leftOut += 1;
    if (this.#leftOut > 0) return;
    const paragraph = this.#open.at(-1);
    switch (name) {
      case 'p':
        this.#open.push({ text: '', style: '', list: undefined, level: 0 });
        break;
      case 'pPr':
        this.#isInProperties = true;
        break;
      case 'pStyle':
        if (paragraph) paragraph.style = attribute('val') ?? '';
        break;
      case 'ilvl':
        if (paragraph) paragraph.level = Math.min(Number(attribute('val')) || 0, 8);
        break;
      case 'numId':
        if (paragraph) paragraph.list = attribute('val');
        break;
      case 't':
        this.#isText = true;
        break;
      case 'tbl':
        this.#tables += 1;
        break;
      default:
        this.#mark(name, attribute);
    }
  }

  close(name: string): void {
    if (leftOut.test(name)) this.#leftOut -= 1;
    if (this.#leftOut > 0) return;
    if (name === 't') this.#isText = false;
    if (name === 'pPr') this.#isInProperties = false;
    if (name === 'p') this.#endParagraph();
    if (name === 'tbl') this.#tables -= 1;
    // A table in a cell of another is a part of that cell's text.
    if (this.#tables !== 1) return;
    if (name === 'tc') {
      this.#cells.push(this.#cell.join(' '));
      this.#cell = [];
    }
    if (name === 'tr') {
      this.#add(this.#cells.join('\t'));
      this.#cells = [];
    }
  }

  text(text: string): void {
    if (this.#isText && this.#leftOut === 0) this.#write(text);
  }

  /** What stands for characters without being text. */
  #mark(name: string, attribute: (name: string) => string | undefined): void {
    // Tab stops, of a paragraph's properties, have the name of a tab.
    if (name === 'tab' && !this.#isInProperties) this.#write('\t');
    if (name === 'br' || name === 'cr') this.#write('\n');
    if (name === 'noBreakHyphen') this.#write('-');
    if (name === 'footnoteReference' || name === 'endnoteReference' || name === 'commentReference')
      this.#write(`[^${attribute('id') ?? ''}]`);
    const described = name === 'docPr' ? attribute('descr')?.trim() : undefined;
    if (described) this.#write(`[image: ${described}]`);
  }

  #write(text: string): void {
    const paragraph = this.#open.at(-1);
    if (paragraph) paragraph.text += text;
  }

  #endParagraph(): void {
    const paragraph = this.#open.pop();
    if (paragraph === undefined) return;
    const line = this.#prefixOf(paragraph) + paragraph.text;
    if (this.#tables > 0) this.#cell.push(paragraph.text.replaceAll(/[\t\n]/g, ' ').trim());
    else this.#add(line.trimEnd());
  }

  #prefixOf({ style, list, level, text }: Paragraph): string {
    if (text.trim() === '') return '';
    const heading = this.#styles.headingLevel(style);
    if (heading !== undefined) return `${'#'.repeat(heading)} `;
    const item = list ?? this.#styles.listOf(style);
    // The list 0 takes a paragraph out of the list of its style.
    if (item === undefined || item === '0') return '';
    const indent = '  '.repeat(level);
    if (!this.#styles.isCounted(item, level)) return `${indent}- `;
    const count = (this.#counts.get(`${item}/${level}`) ?? 0) + 1;
    this.#counts.set(`${item}/${level}`, count);
    for (let below = level + 1; below <= 8; below += 1) this.#counts.delete(`${item}/${below}`);
    return `${indent}${count}. `;
  }
}
