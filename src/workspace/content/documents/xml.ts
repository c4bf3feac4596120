import { Parser } from 'saxen';
import { encodingOf } from '../fileText.ts';
import { UnreadableDocument } from './documentText.ts';

/** What to do with the elements of a document part; names come without their prefixes. */
export interface XmlReader {
  /** `attribute` gives the value of an attribute by its name without prefix, entities decoded. */
  open?(name: string, attribute: (name: string) => string | undefined): void;
  close?(name: string): void;
  text?(text: string): void;
}

const pieceSize = 1024 * 1024;

/**
 * Reads XML piece by piece. Only the five entities of XML itself and numbered characters mean something: a document
 * type, with the entities it might declare or fetch, is refused. Throws `UnreadableDocument` for what is not XML.
 */
export function readXml(bytes: Uint8Array, reader: XmlReader): void {
  const decoder = new TextDecoder(encodingOf(bytes));
  const parser = new Parser()
    .on('openTag', (name, attributes) => reader.open?.(localName(name), attributeOf(attributes)))
    .on('closeTag', (name) => reader.close?.(localName(name)))
    .on('text', (text) => reader.text?.(withoutEntities(text)))
    .on('cdata', (text) => reader.text?.(text))
    .on('attention', () => {
      throw new UnreadableDocument(
        'holds a document type definition, which no such document has; it is refused',
      );
    })
    .on('error', () => {
      throw new UnreadableDocument('is damaged: a part of it is not well-formed XML');
    });
  for (let at = 0; at < bytes.length; at += pieceSize) {
    parser.write(decoder.decode(bytes.subarray(at, at + pieceSize), { stream: true }));
  }
  parser.write(decoder.decode());
  parser.end();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributeOf(attributes: () => Readonly<Record<string, string>>) {
  return (wanted: string): string | undefined => {
    const all = attributes();
    const key = wanted in all ? wanted : Object.keys(all).find((name) => localName(name) === wanted);
    const value = key === undefined ? undefined : all[key];
    return value === undefined ? undefined : withoutEntities(value);
  };
}

const named: Readonly<Record<string, string>> = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };

function withoutEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,8})|#x([\da-f]{1,6})|(amp|apos|gt|lt|quot));/gi, (_, decimal, hex, name) =>
    name === undefined
      ? characterOf(decimal ? Number(decimal) : Number.parseInt(hex, 16))
      : (named[name] ?? ''),
  );
}

function characterOf(code: number): string {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
}
