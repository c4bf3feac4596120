import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { z } from 'zod';
import { userSettings } from '../../src/vscode/settings/userSettings.ts';

const Manifest = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string() })),
    menus: z.object({
      commandPalette: z.array(z.object({ command: z.string(), when: z.string() })),
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
      assert.match(title, /^[A-Z][^A-Z]*((API|WORKSPACE)[^A-Z]*)?$/, title);
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

  test('its bounds and defaults of settings are the ones that are enforced', () => {
    const listed = manifest.contributes.configuration.properties;
    const schema = z.object({ properties: z.record(z.string(), z.looseObject({})) });
    const { properties: enforced } = schema.parse(z.toJSONSchema(userSettings));
    assert.deepEqual(
      Object.keys(listed).sort(),
      Object.keys(enforced)
        .map((name) => `muster.${name}`)
        .sort(),
    );
    const parts = ['type', 'default', 'enum', 'minimum', 'maximum'];
    const bounds = (all: z.infer<typeof schema>['properties'], name: string) =>
      parts.map((part) => [part, all[name]?.[part]]).filter(([, value]) => value !== Number.MAX_SAFE_INTEGER);
    for (const name of Object.keys(enforced)) {
      const inManifest = bounds(listed, `muster.${name}`).filter(([, value]) => value !== undefined);
      const inSchema = bounds(enforced, name).filter(([, value]) => value !== undefined);
      assert.deepEqual(inManifest, inSchema, name);
    }
  });

  test('in Restricted Mode the palette offers nothing that has to do with profiles', () => {
    const { commandPalette } = manifest.contributes.menus;
    for (const command of ['muster.agentProfiles', 'muster.newAgentProfile']) {
      const entry = commandPalette.find((one) => one.command === command);
      assert.match(entry?.when ?? '', /\bisWorkspaceTrusted\b/, command);
    }
  });
});
