/** One run's part of the board: lines of Markdown, none of which begins with `<!--`. */
export interface BoardPart {
  readonly runId: string;
  readonly text: string;
}

const firstLine = '<!-- Muster keeps this board. What is written here by hand is lost. -->';
const lastLine = '<!-- /run -->';
const beginning = /^<!-- run ([a-z0-9][a-z0-9-]{0,63}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) -->$/;
const keptForMs = 60_000;
const mostOthers = 20;
const longestOther = 200_000;

/** Whether Muster made this file. */
export function isBoardText(text: string): boolean {
  return text.split('\n', 1)[0]?.replace(/\r$/, '') === firstLine;
}

/**
 * The whole board: the given parts, then those of other runs that the file held so far and that were written within
 * the last minute, by another process or as a run's last word.
 */
export function boardDocument(parts: readonly BoardPart[], soFar: string, now: Date): string {
  const own = new Set(parts.map(({ runId }) => runId));
  const others = partsIn(soFar).filter(
    ({ runId, updated, text }) =>
      !own.has(runId) &&
      text.length <= longestOther &&
      Math.abs(now.getTime() - Date.parse(updated)) < keptForMs,
  );
  const sections = [
    ...parts.map((part) => ({ ...part, updated: now.toISOString() })),
    ...others.slice(0, mostOthers),
  ];
  return [
    firstLine,
    '# Progress',
    '',
    'Who works on what, as the agents note it. Look here before you begin something that another may have.',
    '',
    ...sections.flatMap(({ runId, updated, text }) => [
      `<!-- run ${runId} ${updated} -->`,
      text,
      lastLine,
      '',
    ]),
  ].join('\n');
}

interface DatedPart extends BoardPart {
  readonly updated: string;
}

function partsIn(text: string): readonly DatedPart[] {
  const parts: DatedPart[] = [];
  let open: { readonly runId: string; readonly updated: string; readonly lines: string[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, runId, updated] = beginning.exec(line) ?? [];
    if (runId !== undefined && updated !== undefined) open = { runId, updated, lines: [] };
    else if (line === lastLine && open) {
      parts.push({ runId: open.runId, updated: open.updated, text: open.lines.join('\n') });
      open = undefined;
    } else open?.lines.push(line);
  }
  return parts;
}
