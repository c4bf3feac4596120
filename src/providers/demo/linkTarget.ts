import { folderOf } from './fileList.ts';

/** Where a link of a document leads. */
export type LinkTarget =
  /** A file or folder of the workspace; the empty path is the workspace itself. */
  | { readonly kind: 'inside'; readonly path: string }
  /** Above the workspace, where nothing can be checked. */
  | { readonly kind: 'outside' }
  /** A web address, a mail address or a place in the same document. */
  | { readonly kind: 'other' };

/** Resolves a target as written in the document `from`; anchors and queries are dropped. */
export function resolveTarget(from: string, target: string): LinkTarget {
  const isOther = target === '' || /^(#|\/\/|[a-z][a-z0-9+.-]*:)/i.test(target);
  if (isOther) return { kind: 'other' };
  const path = decoded(target.replace(/[#?].*$/, ''));
  if (path === '') return { kind: 'other' };

  const start = path.startsWith('/') ? [] : folderOf(from).split('/').filter(Boolean);
  const segments = [...start];
  for (const segment of path.split('/')) {
    if (segment === '..') {
      if (segments.pop() === undefined) return { kind: 'outside' };
    } else if (segment !== '' && segment !== '.') {
      segments.push(segment);
    }
  }
  return { kind: 'inside', path: segments.join('/') };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
