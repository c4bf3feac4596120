import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { defaultModel } from '../../../src/terminal/arguments/defaultModel.ts';
import { holdsFolder } from '../../../src/terminal/arguments/findFolder.ts';
import { stateDirectory } from '../../../src/terminal/arguments/stateDirectory.ts';

suite('what a run takes from its surroundings', () => {
  test('220: folders with similar names have journals of their own', () => {
    const folders = ['/a_b', '/a-b', '/a.b', `/${'x'.repeat(250)}a`, `/${'x'.repeat(250)}b`];
    const places = new Set(folders.map((folder) => stateDirectory(folder, { XDG_STATE_HOME: '/state' })));
    assert.equal(places.size, folders.length);
    for (const place of places) assert.match(place, /^\/state\/muster\/[0-9a-f]{32}$/);
  });

  test('without a usable XDG_STATE_HOME it is the home folder', () => {
    for (const env of [{}, { XDG_STATE_HOME: '' }, { XDG_STATE_HOME: 'relative' }]) {
      assert.ok(stateDirectory('/a', env).startsWith(`${homedir()}/.local/state/muster/`));
    }
  });

  test('a folder holds itself and what is below it, not its neighbours', () => {
    for (const outer of ['/a/b', '/a', '/']) assert.ok(holdsFolder(outer, '/a/b'), outer);
    for (const outer of ['/a/b/c', '/a/b2', '/a/..b', '/b']) assert.ok(!holdsFolder(outer, '/a/b'), outer);
  });

  test('the model is the named one, else that of the first key that is set', () => {
    const keyed = [
      { keyVariable: 'A_KEY', model: 'a/one' },
      { keyVariable: 'B_KEY', model: 'b/two' },
    ];
    assert.equal(defaultModel({ MUSTER_MODEL: 'c/three', A_KEY: 'k' }, keyed), 'c/three');
    assert.equal(defaultModel({ A_KEY: ' ', B_KEY: 'k' }, keyed), 'b/two');
    assert.equal(defaultModel({}, keyed), undefined);
  });
});
