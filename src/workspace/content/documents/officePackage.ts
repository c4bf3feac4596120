import { strFromU8, unzipSync } from 'fflate';
import { countOf } from '../fileText.ts';
import { UnreadableDocument } from './documentText.ts';
import { readXml } from './xml.ts';

/** The parts of an Office file, unpacked when they are asked for. */
export interface OfficePackage {
  /** The part that all others hang on, such as `word/document.xml`. */
  readonly mainPart: string;
  /** The bytes of a part; undefined if there is none. Throws `UnreadableDocument` if it cannot be unpacked. */
  part(name: string): Uint8Array | undefined;
  /** The parts that a part refers to, in the order in which they stand there. */
  relations(part: string): readonly Relation[];
}

export interface Relation {
  readonly id: string;
  /** The last word of its type, such as `slide` or `styles`. */
  readonly kind: string;
  /** The name of the part. */
  readonly target: string;
}

const mostEntries = 10_000;
const mostUnpacked = 100 * 1024 * 1024;

/** Opens a ZIP file as an Office file. Throws `UnreadableDocument` if it is none, or would unpack to too much. */
export function openOfficePackage(bytes: Uint8Array): OfficePackage {
  const sizes = sizesOfEntries(bytes);
  let unpacked = 0;
  const part = (name: string) => {
    const size = sizes.get(name.toLowerCase());
    if (size === undefined) return undefined;
    unpacked += size;
    if (unpacked > mostUnpacked)
      throw new UnreadableDocument('would unpack to more than 100 MB; it is refused');
    return unpack(bytes, name);
  };
  const relations = (of: string) => {
    const xml = part(relationsOf(of));
    return xml === undefined ? [] : relationsIn(xml, of);
  };
  const main = relations('').find(({ kind }) => kind === 'officeDocument');
  if (main === undefined) throw new UnreadableDocument(notOffice(bytes, sizes));
  return { mainPart: main.target, part, relations };
}

/** Names, in lower case as the format compares them, with the sizes that the archive declares. */
function sizesOfEntries(bytes: Uint8Array): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  let entries = 0;
  fromZip(bytes, ({ name, originalSize }) => {
    entries += 1;
    if (entries > mostEntries)
      throw new UnreadableDocument('is an archive of more than 10,000 entries; it is refused');
    sizes.set(name.toLowerCase(), originalSize);
    return false;
  });
  return sizes;
}

/** No more than the declared size is ever unpacked, whatever the data would grow to. */
function unpack(bytes: Uint8Array, wanted: string): Uint8Array | undefined {
  let isTaken = false;
  const files = fromZip(bytes, ({ name }) => {
    const isIt = !isTaken && name.toLowerCase() === wanted.toLowerCase();
    isTaken ||= isIt;
    return isIt;
  });
  return Object.values(files)[0];
}

function fromZip(
  bytes: Uint8Array,
  filter: (entry: { readonly name: string; readonly originalSize: number }) => boolean,
): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UnreadableDocument) throw error;
    throw new UnreadableDocument('is a damaged or encrypted ZIP archive');
  }
}

function relationsOf(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

function relationsIn(xml: Uint8Array, of: string): readonly Relation[] {
  const found: Relation[] = [];
  readXml(xml, {
    open(name, attribute) {
      const [id, type, target] = [attribute('Id'), attribute('Type'), attribute('Target')];
      // What lies outside of the file is never looked at.
      if (name !== 'Relationship' || !id || !type || !target || attribute('TargetMode') === 'External')
        return;
      found.push({ id, kind: type.slice(type.lastIndexOf('/') + 1), target: partName(target, of) });
    },
  });
  return found;
}

/** Relations name parts relative to the part they are of. */
function partName(target: string, of: string): string {
  const names = target.startsWith('/') ? [] : of.split('/').slice(0, -1);
  for (const name of target.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

function notOffice(bytes: Uint8Array, sizes: ReadonlyMap<string, number>): string {
  const mediaType = (sizes.get('mimetype') ?? 1000) < 200 ? unpack(bytes, 'mimetype') : undefined;
  const what = mediaType === undefined ? 'application/zip' : strFromU8(mediaType).replace(/[^\w./+-]/g, '');
  return `is binary (${what}, ${countOf(bytes.length)} bytes), not text`;
}
