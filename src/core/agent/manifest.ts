import type { HostFiles } from './hostFiles.ts';
import type { Deliverable, Report } from './report.ts';

const mostClaims = 100;

/**
 * The report with its files as they are on the disk now: sizes and hashes looked up anew, and `missing` for what the
 * agent wrote, or says in its summary that it wrote, and what is not there. Rejects only when `signal` aborts.
 */
export async function withManifest(report: Report, files: HostFiles, signal: AbortSignal): Promise<Report> {
  const deliverables: Deliverable[] = [];
  const missing: string[] = [];
  for (const { path } of report.deliverables) {
    const found = await files.inspect(path, signal);
    if (found) deliverables.push({ path, ...found });
    else missing.push(path);
  }
  const known = new Set(report.deliverables.map(({ path }) => path));
  for (const path of claimedPaths(report.summary)) {
    if (!known.has(path) && !(await files.inspect(path, signal))) missing.push(path);
  }
  return { ...report, deliverables, ...(missing.length === 0 ? {} : { missing }) };
}

/** The files under `output/` that a text names: words with that beginning and a file's ending, without what surrounds them. */
export function claimedPaths(text: string): readonly string[] {
  const found = text.matchAll(
    /(?<![\w./-])(?:\/workspace\/|\.\/)?(output\/[\p{L}\p{N}_./-]*\.[\p{L}\p{N}]{1,10})(?![\p{L}\p{N}_/]|-[\p{L}\p{N}])/gu,
  );
  return [...new Set([...found].map((match) => match[1] ?? ''))].slice(0, mostClaims);
}
