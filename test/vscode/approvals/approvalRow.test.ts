import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { z } from 'zod';
import type { RequestDraft } from '../../../src/core/human/request.ts';
import { ApprovalRow } from '../../../src/vscode/approvals/approvalRow.ts';
import { asked, drafts, everyDraft, runWith } from '../asked.ts';

const Menus = z.object({
  contributes: z.object({
    menus: z.object({
      'view/item/context': z.array(z.object({ command: z.string(), when: z.string(), group: z.string() })),
    }),
  }),
});

function rowOf(draft: RequestDraft): vscode.TreeItem {
  const request = asked(draft);
  return new ApprovalRow(request, [runWith(request)]).item;
}

/** The commands of the manifest beside a row with this context value, in their order. */
function commandsBeside(contextValue: string | undefined): readonly string[] {
  const manifest = Menus.parse(vscode.extensions.getExtension('muster.muster')?.packageJSON);
  return manifest.contributes.menus['view/item/context']
    .filter(({ group }) => group.startsWith('inline'))
    .filter(({ when }) => {
      const { view, value, pattern } =
        /view == (?<view>\S+) && viewItem (== (?<value>\w+)|=~ \/(?<pattern>.+)\/)$/.exec(when)?.groups ?? {};
      if (view !== 'muster.approvals') return false;
      return pattern === undefined ? value === contextValue : new RegExp(pattern).test(contextValue ?? '');
    })
    .map(({ command }) => command);
}

suite('the row of a request', () => {
  test('its label is what a yes does, and its sentence reads aloud with both choices', () => {
    const labels = everyDraft.map((draft) => rowOf(draft).label);
    assert.deepEqual(labels, [
      'Create a.txt',
      'Start 12 agents',
      'Trust the profile “researcher”',
      'Go on to $10.00',
      'Carry on after 3 refused spawns',
    ]);
    assert.equal(
      rowOf(drafts.budget).accessibilityInformation?.label,
      '“Sort the notes” has used $5.02 of its $5.00. Agents wait. Go on to $10.00, or Stop run?',
    );
  });

  test('96: a change that is asked again says first that the file is another one now', () => {
    const request = asked(drafts.change);
    const { item, sentence } = new ApprovalRow(request, [runWith(request)], true);
    assert.match(`${item.description}`, /^changed since it was shown: look again · parent/);
    assert.match(`${item.tooltip}`, /^The file changed since it was shown, so nothing was written\./);
    assert.match(sentence, /^The file changed since it was shown/);
    assert.doesNotMatch(`${rowOf(drafts.change).description}`, /changed since/);
  });

  test('each kind has an icon of its own', () => {
    const icons = everyDraft.map((draft) => rowOf(draft).iconPath);
    const ids = icons.map((icon) => (icon instanceof vscode.ThemeIcon ? icon.id : ''));
    assert.deepEqual(ids, ['git-pull-request', 'organization', 'shield', 'credit-card', 'warning']);
  });

  test('a click shows what there is to read, and never decides', () => {
    const commands = everyDraft.map((draft) => rowOf(draft).command?.command);
    assert.deepEqual(commands, ['muster.showDiff', undefined, 'muster.showFile', undefined, undefined]);
  });

  test('the manifest offers each kind a yes, a no, and only what it has to show', () => {
    const beside = Object.fromEntries(
      everyDraft.map((draft) => [draft.kind, commandsBeside(rowOf(draft).contextValue)]),
    );
    assert.deepEqual(beside, {
      change: ['muster.showDiff', 'muster.approve', 'muster.reject'],
      spawn: ['muster.approve', 'muster.reject'],
      profile: ['muster.showFile', 'muster.approve', 'muster.reject'],
      budget: ['muster.goOn', 'muster.stopRun'],
      refusals: ['muster.goOn', 'muster.stopRun'],
    });
  });
});
