import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/paths.ts';
import type { Editor } from './editor.ts';
import { eventually } from './patience.ts';

/** The children that the demo model spawns, by their labels. */
export const children = ['Code map', 'Open TODOs', 'Documentation review'];

/** A copy of the demo workspace on the disk. */
export interface DemoFolder {
  readonly path: string;
  readme(): string;
  write(file: string, text: string): void;
  /** Every path below it, one a line. */
  files(): string;
  remove(): void;
}

export function demoFolder(): DemoFolder {
  const path = mkdtempSync(join(tmpdir(), 'muster-e2e-folder-'));
  cpSync(join(root, 'media', 'demo-workspace'), path, { recursive: true });
  return {
    path,
    readme: () => readFileSync(join(path, 'README.md'), 'utf8'),
    write: (file, text) => writeFileSync(join(path, file), text),
    files: () => readdirSync(path, { recursive: true }).toSorted().join('\n'),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export async function startTask(editor: Editor, task: string): Promise<void> {
  await editor.command('Muster: Run task…');
  await editor.input(task);
}

/** Resolves when each label was seen on a row with the status, if only for a moment. */
export async function rowsWith(editor: Editor, labels: readonly string[], status: string): Promise<void> {
  const seen = new Set<string>();
  await eventually(async () => {
    const rows = await editor.treeItems();
    const has = (label: string) => rows.some((row) => row.startsWith(label) && row.includes(status));
    for (const label of labels) if (has(label)) seen.add(label);
    assert.equal(
      seen.size,
      labels.length,
      `only ${[...seen].join(', ') || 'none'} ${status}: ${rows.join(' | ')}`,
    );
  });
}

/** Resolves when the answer to this task is open. */
export async function answered(editor: Editor, task: string): Promise<void> {
  await editor.page.getByRole('tab', { name: new RegExp(`Answer to ${task}`) }).waitFor({ timeout: 60_000 });
}

/** Drags the side bar's edge, so that whole rows can be read. */
export async function widenSideBar({ page }: Editor): Promise<void> {
  const sideBar = page.locator('#workbench\\.parts\\.sidebar');
  await eventually(async () => {
    const box = await sideBar.boundingBox();
    assert.ok(box);
    if (box.width > 500) return;
    const [x, y] = [box.x + box.width, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 240, y, { steps: 8 });
    await page.mouse.up();
    assert.fail(`The side bar was ${box.width} wide.`);
  });
}
