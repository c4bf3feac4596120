/** A file as a person sees it in an editor. */
export interface OpenFile {
  /**
   * Without a byte order mark, with the line endings of the editor. Undefined where the editor shows no text that could
   * be read, such as that of a notebook.
   */
  readonly text: string | undefined;
  /** Holds changes that are not saved. */
  readonly isDirty: boolean;
}

/** One file's whole text, and the text that takes its place. */
export interface OpenEdit {
  /** Canonical path on the disk. */
  readonly canonical: string;
  readonly before: string;
  readonly after: string;
}

/** Files that are open in an editor, where a person may have typed what the disk does not know of. */
export interface OpenFiles {
  /** The file at a canonical path, if it is open. */
  look(canonical: string): OpenFile | undefined;
  /**
   * Replaces texts in the editor, as one step that a person can undo, and saves them. `stale`: one of them was not
   * `before` any more, and nothing was done. `refused`: the editor would not, and nothing was done or it was undone.
   */
  replace(edits: readonly OpenEdit[]): Promise<'replaced' | 'stale' | 'refused'>;
}

/** Where there is no editor. */
export const noOpenFiles: OpenFiles = {
  look: () => undefined,
  replace: async () => 'refused',
};
