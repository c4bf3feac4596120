import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { z } from 'zod';

const Manifest = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string() })),
    menus: z.object({
      'view/item/context': z.array(z.object({ command: z.string(), when: z.string(), group: z.string() })),
    }),
    configuration: z.object({
      properties: z.record(z.string(), z.looseObject({ scope: z.string().optional() })),
    }),
  }),
});

suite('the manifest', () => {
  let manifest: z.infer<typeof Manifest>;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension('muster.muster');
    await extension?.activate();
    manifest = Manifest.parse(extension?.packageJSON);
  });

  test('every command it names exists, under the category Muster and in sentence case', async () => {
    const existing = new Set(await vscode.commands.getCommands(true));
    for (const { command, title, category } of manifest.contributes.commands) {
      assert.ok(existing.has(command), command);
      assert.equal(category, 'Muster');
      assert.match(title, /^[A-Z][^A-Z]*(API[^A-Z]*)?$/, title);
    }
  });

  test('what a row offers to the mouse is in its context menu too, which a keyboard reaches', () => {
    const items = manifest.contributes.menus['view/item/context'];
    const those = (isInline: boolean) =>
      items
        .filter(({ group }) => group.startsWith('inline') === isInline)
        .map(({ command, when }) => `${command} ${when}`);
    assert.ok(those(true).length > 0);
    assert.deepEqual(those(true), those(false));
  });

  test('no setting can be set by a workspace', () => {
    for (const [name, { scope }] of Object.entries(manifest.contributes.configuration.properties)) {
      assert.equal(scope, 'application', name);
    }
  });
});
