/** One item of a list: its whole text, and its columns or keys where it has any. */
export interface BatchItem {
  readonly text: string;
  readonly parts: Readonly<Record<string, string>>;
}

/** Files that the host itself reads and writes for one agent, confined as that agent is. Paths are workspace-relative. */
export interface HostFiles {
  /** Throws `ToolError` if the agent may not read it, or it is no text. */
  readText(path: string, signal: AbortSignal): Promise<string>;
  /**
   * The items of a file: one a line, the rows of a CSV with their columns, or the elements of a JSON array with their
   * keys. Throws `ToolError` with what is wrong and where.
   */
  readItems(path: string, signal: AbortSignal): Promise<readonly BatchItem[]>;
  /**
   * Creates a file of any length in an open area, recorded as the agent's own deliverable of the call `callId`. Throws
   * `ToolError` where there is a file already, whoever wrote it, or where the layout does not let agents write freely.
   */
  writeText(file: { path: string; text: string; callId: string }, signal: AbortSignal): Promise<void>;
  /** Size and SHA-256 of a file as it is on the disk now; undefined if there is none that the agent may see. */
  inspect(path: string, signal: AbortSignal): Promise<{ bytes: number; hash: string } | undefined>;
}
