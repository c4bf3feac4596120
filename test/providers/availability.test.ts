import assert from 'node:assert/strict';
import { createAvailability, type EndpointSources } from '../../src/providers/catalogue.ts';
import { providerTable, suggestedModels } from '../../src/providers/providerTable.ts';

/** A person who has set nothing, but for what a test says. */
function availability(sources: Partial<EndpointSources>) {
  return createAvailability({
    key: async () => undefined,
    baseUrl: () => undefined,
    keyHint: () => 'Set the key.',
    ...sources,
  });
}

suite('models that can be used', () => {
  test('with every key set, every suggested model can be', async () => {
    const canUse = availability({ key: async () => 'sk-1' });
    for (const name of suggestedModels) assert.equal(await canUse(name), true, name);
  });

  test('with nothing set, only those that need nothing can be', async () => {
    const canUse = availability({});
    for (const [provider, { needsKey, baseUrl }] of Object.entries(providerTable)) {
      assert.equal(await canUse(`${provider}/x`), !needsKey && baseUrl !== undefined, provider);
    }
    assert.equal(await canUse('demo/scripted'), true);
    assert.equal(await canUse('ollama/qwen3'), true);
  });

  test('a key serves its own provider only', async () => {
    const canUse = availability({ key: async (provider) => (provider === 'openai' ? 'sk-1' : undefined) });
    assert.equal(await canUse('openai/gpt-x'), true);
    assert.equal(await canUse('anthropic/claude-x'), false);
  });

  for (const [what, key] of [
    ['blank', async () => '  '],
    ['locked', () => Promise.reject(new Error('locked'))],
    ['garbled', async () => 'sk-line\nbreak'],
  ] as const) {
    test(`a ${what} key is none`, async () => {
      assert.equal(await availability({ key })('openai/gpt-x'), false);
    });
  }

  test('a compatible server needs an address and no key', async () => {
    assert.equal(await availability({})('compatible/x'), false);
    assert.equal(await availability({ baseUrl: () => 'nonsense' })('compatible/x'), false);
    assert.equal(await availability({ baseUrl: () => 'http://127.0.0.1:1/v1' })('compatible/x'), true);
  });

  test('keys are read anew each time', async () => {
    let key: string | undefined;
    const canUse = availability({ key: async () => key });
    assert.equal(await canUse('openai/gpt-x'), false);
    key = 'sk-1';
    assert.equal(await canUse('openai/gpt-x'), true);
  });

  for (const name of [
    '',
    'claude',
    'openai/',
    '/x',
    'nobody/x',
    'demo/other',
    '__proto__/x',
    'constructor/x',
  ]) {
    test(`"${name}" cannot be used, whatever is set`, async () => {
      const canUse = availability({ key: async () => 'sk-1', baseUrl: () => 'http://127.0.0.1:1' });
      assert.equal(await canUse(name), false);
    });
  }
});
