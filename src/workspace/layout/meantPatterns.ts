import { refusePattern } from './refusePattern.ts';

const longest = 1000;
const mostPieces = 50;

/**
 * What a cell that is no pattern seems to name. For what is to be hidden only: it is better to hide too much than to
 * show what somebody meant to hide.
 */
export function meantPatterns(cell: string): readonly string[] {
  const pieces = cell
    .slice(0, longest)
    .replace(/<[^>]*>/g, ',')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1,$2')
    .replaceAll('`', '')
    .split(/[,;\n]|\s(?:and|&|\+)\s/);
  return pieces
    .slice(0, mostPieces)
    .map(meantBy)
    .filter((pattern) => refusePattern(pattern) === undefined);
}

function meantBy(piece: string): string {
  const names = piece
    .replaceAll('\\', '/')
    .trim()
    .replace(/^!?\s*([a-z]:|~)?\/*/i, '')
    .split('/')
    .map((name) => name.trim())
    .map((name) => (name === '**' ? name : name.replace(/\*{2,}/g, '*')));
  return names.filter((name) => !/^(\.+|\u2026)$/.test(name)).join('/');
}
