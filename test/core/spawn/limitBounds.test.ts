import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LimitBounds, limitBounds } from '../../../src/core/spawn/limitBounds.ts';

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
