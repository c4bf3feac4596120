/** What agents may do in a place. `ask`: changes wait for a person. `none`: not even visible. */
export type Access = 'write' | 'ask' | 'read' | 'none';

/** One row of the table in a WORKSPACE.md, at its line, counted from 1. */
export interface LayoutRow {
  readonly pattern: string;
  readonly access: Access;
  readonly purpose: string;
  readonly line: number;
}

export interface LayoutProblem {
  readonly line: number;
  readonly reason: string;
}

/** A WORKSPACE.md as it is understood, or everything that keeps it from counting. */
export type ParsedLayout =
  | { readonly kind: 'parsed'; readonly rows: readonly LayoutRow[] }
  | { readonly kind: 'broken'; readonly problems: readonly LayoutProblem[] };

/** How many files each row is the first to match, and how many none does; counting may have stopped before the end. */
export interface LayoutCoverage {
  readonly perRow: readonly number[];
  readonly unmatched: number;
  readonly isPartial: boolean;
}

/** What the rules of the workspace say about one name in a folder. */
export interface PlaceRules {
  readonly access: Access;
  /** Asks whatever the layout says, or is closed to agents. */
  readonly protection: 'open' | 'guarded' | 'closed';
  readonly mayHoldSecrets: boolean;
  /** The host alone writes it. */
  readonly isBoard: boolean;
}

/** The layouts as they were when they were read. */
export interface LayoutsOnDisk {
  /** The workspace folders by their real paths. */
  readonly folders: readonly { readonly name: string; readonly root: string }[];
  /** Rules go by names: `relative` is the path below the folder's real path, with `/`. */
  rulesFor(folder: string, relative: string): PlaceRules;
}

/** What the editor needs to know about WORKSPACE.md files. */
export interface Layouts {
  /** Never rejects: whatever is wrong is an answer. */
  parse(text: string): Promise<ParsedLayout>;
  /** Whether whatever the later pattern covers is surely covered by the earlier one. */
  covers(earlier: string, later: string): boolean;
  /** The text of a first WORKSPACE.md for a folder with these entries. */
  starter(entries: readonly { readonly name: string; readonly isFolder: boolean }[]): Promise<string>;
  /** Counts the files below a folder, given by its path on the disk. Rejects if that cannot be done. */
  coverage(folder: string, rows: readonly LayoutRow[], signal: AbortSignal): Promise<LayoutCoverage>;
  /** Reads the layouts of all open folders. Rejects if a folder cannot be opened. */
  read(signal: AbortSignal): Promise<LayoutsOnDisk>;
}

export const layoutFileName = 'WORKSPACE.md';
