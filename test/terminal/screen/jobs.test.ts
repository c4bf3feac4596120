import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openJobs } from '../../../src/terminal/screen/jobs.ts';

const jobs = join(import.meta.dirname, '..', '..', '..', 'src', 'terminal', 'screen', 'jobs.ts');

suite('the program as a job of a shell', () => {
  test('where no terminal says otherwise, it is in the foreground', async () => {
    assert.equal(await said('console.log(openJobs(process).isForeground())'), 'true\n');
  });

  test('one that nothing can continue is not stopped, and goes on at once', async function () {
    if (process.platform === 'win32') this.skip();
    assert.equal(await said("openJobs(process).suspend(() => console.log('goes on'))"), 'goes on\n');
  });

  test('it is told when it goes on, and not any more once it does not want to be', async function () {
    if (process.platform === 'win32') this.skip();
    let times = 0;
    const continued = once(process, 'SIGCONT');
    const forget = openJobs(process).onContinue(() => {
      times += 1;
    });
    process.kill(process.pid, 'SIGCONT');
    await continued;
    assert.equal(times, 1);
    forget();
    const again = once(process, 'SIGCONT');
    process.kill(process.pid, 'SIGCONT');
    await again;
    assert.equal(times, 1);
  });
});

/** What a program prints that belongs to no shell. */
async function said(code: string): Promise<string> {
  const script = `import { openJobs } from ${JSON.stringify(`file://${jobs}`)};\n${code}`;
  const args = ['--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return text;
}
