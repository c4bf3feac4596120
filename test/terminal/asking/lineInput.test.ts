import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const lineInput = join(import.meta.dirname, '..', '..', '..', 'src', 'terminal', 'asking', 'lineInput.ts');

suite('a line typed at a terminal', () => {
  test('stopped by Ctrl+Z amid a line and continued, the rest of the line is read', async function () {
    if (process.platform === 'win32') this.skip();
    assert.equal(await typedBy("input.write('Shor\\u001A')", "input.write('ter.\\r')"), 'Shorter.\n');
  });
});

/** What is typed before and after a program goes on that belongs to no shell, and so is not stopped itself. */
async function typedBy(before: string, after: string): Promise<string> {
  const script = `
    import { PassThrough } from 'node:stream';
    import { typedLine } from ${JSON.stringify(`file://${lineInput}`)};
    const [input, output] = [new PassThrough(), new PassThrough().resume()];
    const keepAwake = setTimeout(() => process.exit(1), 3000);
    typedLine('? ', { input, output, interrupt() {} }, new AbortController().signal).then((line) => {
      console.log(line);
      clearTimeout(keepAwake);
    });
    ${before};
    setImmediate(() => {
      process.once('SIGCONT', () => setImmediate(() => { ${after}; }));
      process.kill(process.pid, 'SIGCONT');
    });`;
  const args = ['--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return text;
}
