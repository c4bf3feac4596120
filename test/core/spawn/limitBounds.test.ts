import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LimitBounds, limitBounds } from '../../../src/core/spawn/limitBounds.ts';
import { limitTable } from '../../../src/terminal/arguments/limits.ts';
import { parseLimits } from '../../../src/terminal/arguments/parseLimits.ts';
import { userSettings } from '../../../src/vscode/settings/userSettings.ts';

suite('bounds of limits', () => {
  const settings = limitSettings();

  test('there is a setting for every limit, and no other', () => {
    assert.deepEqual([...settings.keys()].sort(), Object.keys(limitBounds).sort());
  });

  for (const [name, bounds] of Object.entries<LimitBounds>(limitBounds)) {
    test(`${name} has the default and the bounds that its setting shows`, () => {
      const { type, default: byDefault, minimum, maximum } = settings.get(name) ?? {};
      const { least, most, isWhole, mayBeNone } = bounds;
      assert.deepEqual(
        { type, byDefault, minimum, maximum },
        {
          type: isWhole ? 'integer' : 'number',
          // A setting has no word for none: there 0 stands for it.
          byDefault: bounds.byDefault ?? 0,
          minimum: mayBeNone ? 0 : least,
          maximum: most === Number.MAX_SAFE_INTEGER ? undefined : most,
        },
      );
    });

    test(`the default of ${name} is within its bounds`, () => {
      const { byDefault, least, most, isWhole, mayBeNone } = bounds;
      if (byDefault === null) return assert.ok(mayBeNone);
      assert.ok(byDefault >= least && byDefault <= most);
      assert.ok(!isWhole || Number.isInteger(byDefault));
    });
  }
});

suite('a limit in the settings and on the command line', () => {
  const inSettings = (key: string, value: number) => userSettings.safeParse({ [`limits.${key}`]: value });

  for (const { key, name, least, most, mayBeNone } of limitTable) {
    const values = [0.0005, 0.001, 0.009, 0.01, 0.5, 1, 1.5, 2, least, most, most + 1];
    test(`${name}: both take the same values`, () => {
      for (const value of values) {
        const typed = parseLimits([`${name}=${value}`]);
        assert.equal(inSettings(key, value).success, typed.kind === 'limits', `${value}`);
      }
    });

    test(`${name}: nothing between none and the least is a limit`, () => {
      const tooLittle = parseLimits([`${name}=0`]);
      assert.equal(tooLittle.kind, least === 0 ? 'limits' : 'wrong');
      assert.equal(inSettings(key, 0).success, mayBeNone || least === 0);
    });
  }

  test('a tenth of a cent is the least that a run or a child can be given', () => {
    for (const key of ['costUsd', 'runCostUsd']) {
      assert.ok(inSettings(key, 0.001).success);
      assert.match(
        inSettings(key, 0.0009).error?.issues[0]?.message ?? '',
        /^must be at least 0\.001, or 0 for no limit$/,
      );
    }
  });
});

interface Setting {
  readonly type?: string;
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What the manifest says under `muster.limits`, by what stands after that. */
function limitSettings(): Map<string, Setting> {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
  const prefix = 'muster.limits.';
  return new Map(
    Object.entries<Setting>(manifest.contributes.configuration.properties)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, setting]) => [name.slice(prefix.length), setting]),
  );
}
