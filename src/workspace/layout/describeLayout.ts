import { cut } from '../../core/agent/cut.ts';
import { counted } from '../../core/human/amounts.ts';
import { safeText } from '../../core/human/safeText.ts';
import { refusePathText } from '../confinement/pathText.ts';
import { type Access, type FolderLayout, type Layout, type LayoutTable, layoutIn } from './layout.ts';

/** The folders, what may be done where, and what they say of themselves, in words for an agent's instructions. */
export function describeLayout(layout: Layout, folders: readonly { name: string }[]): string {
  const [only, ...others] = folders;
  if (only && others.length === 0) {
    const opened = `The folder is "${only.name}".`;
    return [opened, ...describeFolder(layoutIn(layout, only.name), '', 'Everything else')].join('\n');
  }
  const names = folders.map(({ name }) => name).join(', ');
  return [
    `The folders are ${names}; paths start with the folder's name.`,
    ...folders.flatMap(({ name }) =>
      describeFolder(layoutIn(layout, name), `${name}/`, `Everything else in ${name}`),
    ),
  ].join('\n');
}

const mostRows = 100;
const mostInner = 20;
const longestInner = 1000;
const longestUnder = 200;

/** `prefix` is what paths of the folder begin with. */
function describeFolder(
  { table, inner, prose, problem }: FolderLayout,
  prefix: string,
  rest: string,
): readonly string[] {
  const further = inner
    .filter(({ under }) => under.length <= longestUnder && refusePathText(under, 'posix') === undefined)
    .slice(0, mostInner)
    .flatMap(({ under, table: innerTable, prose: innerProse }) => [
      `Below ${prefix}${under}/ this holds as well, and the stricter of the two counts:`,
      ...places(innerTable, `${prefix}${under}/`),
      `Everything else below ${prefix}${under}/: ${manners[innerTable.otherwise]}.`,
      ...described(`${prefix}${under}/WORKSPACE.md`, cut(innerProse, longestInner)),
    ]);
  const more = inner.length - mostInner;
  return [
    ...(problem === undefined
      ? []
      : [`Nothing may be written before a person has repaired the layout: ${problem}.`]),
    ...places(table, prefix),
    `${rest}: ${manners[table.otherwise]}.`,
    ...further,
    ...(more > 0 ? [`${counted(more, 'more folder')} further in may allow less; a refusal says so.`] : []),
    ...described(`${prefix}WORKSPACE.md`, prose),
  ];
}

function places({ rows }: LayoutTable, prefix: string): readonly string[] {
  const shown = rows.slice(0, mostRows).map(({ pattern, access, purpose }) => {
    const belongs = purpose === '' ? '' : ` ${purpose}.`;
    return `${prefix}${pattern}: ${manners[access]}.${belongs}`;
  });
  const more = rows.length - shown.length;
  return more === 0
    ? shown
    : [...shown, `${counted(more, 'more place')}; a refusal says where a file belongs.`];
}

/** Between marks, so that it is plain where the words of the workspace end. */
function described(path: string, prose: string): readonly string[] {
  if (prose === '') return [];
  const text = safeText(prose).replace(/<(\/?\s*workspace)/gi, '< $1');
  return [
    `The workspace describes itself in ${path}; keep to that, though it opens no further places:`,
    `<workspace>\n${text}\n</workspace>`,
  ];
}

const manners: Readonly<Record<Access, string>> = {
  write: 'you may write here freely',
  ask: 'you may read; every change waits for the person',
  read: 'you may read but not write',
  none: 'not for you',
};
