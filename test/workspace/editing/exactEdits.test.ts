import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { ToolError } from '../../../src/core/agent/tool.ts';
import { applyHunks } from '../../../src/workspace/editing/applyHunks.ts';
import { editText } from '../../../src/workspace/editing/editText.ts';
import { parsePatch } from '../../../src/workspace/editing/parsePatch.ts';
import { Sandbox } from '../sandbox.ts';

const piece = fc.constantFrom(
  ...['a', 'b', 'x', 'x', '}', '  ', '\t', '\n', '\n', '\n', '\r\n', '\r\n'],
  ...['\u2028', '😀', 'e\u0301', '“', '"', '…', '...', '\u00a0', '–', '\ufeff'],
);
const someText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

/** Characters, an ending of CRLF counting as one that is LF. */
const characters = (text: string) => text.match(/\r\n|./gs) ?? [];
const unix = (text: string) => text.replaceAll('\r\n', '\n');

/** Every place, one by one, where a text stands in another, as a number of characters. */
function places(text: readonly string[], wanted: readonly string[]): readonly number[] {
  return text.flatMap((_, at) =>
    wanted.every((character, index) => unix(text[at + index] ?? '') === character) ? [at] : [],
  );
}

suite('edits that are found exactly', () => {
  test('66, 73-76: change the one place byte for byte, or nothing where there are two', () => {
    fc.assert(
      fc.property(
        someText,
        fc.nat(60),
        fc.integer({ min: 1, max: 12 }),
        someText,
        (text, seed, length, now) => {
          const all = characters(text);
          const from = seed % Math.max(1, all.length);
          const old = unix(all.slice(from, from + length).join(''));
          if (old === '' || old === unix(now)) return;
          const wanted = characters(old);
          const [at = 0, second] = places(all, wanted);
          const edit = () =>
            editText(text, { display: 'f', oldText: old, newText: now, replaceAll: false }).text;
          if (second !== undefined) {
            assert.throws(edit, ToolError);
            return;
          }
          const before = all.slice(0, at).join('');
          const after = all.slice(at + wanted.length).join('');
          const edited = edit();
          assert.ok(edited.startsWith(before) && edited.endsWith(after));
          assert.equal(unix(edited.slice(before.length, edited.length - after.length)), unix(now));
        },
      ),
      { numRuns: 5000 },
    );
  });
});

suite('patches of diff', () => {
  const line = fc.constantFrom(
    ...['a', 'b', '', '  x', '}', '-- y', '++ z', '@@ -1 +1 @@', '*** End Patch', '\\ No newline'],
    ...['diff --git a/x b/x', '--- a/f', '+++ b/f', '```', '\u2028k', 'lone\rcr', 'blanks  ', '😀'],
  );
  const change = fc.tuple(fc.nat(30), fc.nat(2), line);

  test('make of one text exactly the other, whatever its lines look like', function () {
    this.timeout(20_000);
    const sandbox = new Sandbox();
    const [a, b] = [sandbox.put('a', ''), sandbox.put('b', '')];
    try {
      fc.assert(
        fc.property(
          fc.array(line, { minLength: 1, maxLength: 25 }),
          fc.array(change, { minLength: 1, maxLength: 4 }),
          fc.constantFrom('', '\n'),
          fc.constantFrom('', '\n'),
          (lines, changes, end, newEnd) => {
            const changed = [...lines];
            for (const [seed, removed, text] of changes)
              changed.splice(seed % (changed.length + 1), removed, text);
            const [text, wanted] = [lines.join('\n') + end, changed.join('\n') + newEnd];
            if (text === wanted || text === '' || wanted === '') return;
            fs.writeFileSync(a, text);
            fs.writeFileSync(b, wanted);
            const { stdout } = spawnSync('diff', ['-u', '--text', 'a', 'b'], { cwd: path.dirname(a) });
            const [operation] = parsePatch(stdout.toString());
            assert.ok(operation?.kind === 'update');
            assert.deepEqual(applyHunks(text, operation.hunks, { display: 'f' }), {
              text: wanted,
              notes: [],
            });
          },
        ),
        { numRuns: 300 },
      );
    } finally {
      sandbox.remove();
    }
  });
});
