import assert from 'node:assert/strict';
import type { Provider } from '../../src/core/agent/provider.ts';
import { parseModelName } from '../../src/providers/modelName.ts';
import { providerTable, suggestedModels } from '../../src/providers/providerTable.ts';
import { callModel, collect, failureOf, providersFor, question } from './modelCalls.ts';

suite('model names', () => {
  const names: [string, unknown][] = [
    ['anthropic/claude-haiku-4-5', { provider: 'anthropic', model: 'claude-haiku-4-5' }],
    ['compatible/my/model', { provider: 'compatible', model: 'my/model' }],
    ['openrouter/openai/gpt-x:free', { provider: 'openrouter', model: 'openai/gpt-x:free' }],
    [' ollama/qwen3 ', { provider: 'ollama', model: 'qwen3' }],
    ['claude', undefined],
    ['/x', undefined],
    ['openai/', undefined],
    ['', undefined],
  ];
  for (const [name, expected] of names) {
    test(`"${name}" is ${expected ? 'a provider and a model' : 'no model name'}`, () => {
      assert.deepEqual(parseModelName(name), expected);
    });
  }

  test('every suggested name leads to a provider', () => {
    const find = providersFor({ url: 'http://127.0.0.1:1' });
    assert.ok(suggestedModels.length >= 10);
    for (const name of suggestedModels) assert.equal(find(name).kind, 'found', name);
  });

  for (const name of ['claude', 'nobody/x', 'vscode/gpt', '__proto__/x', 'constructor/x']) {
    test(`${name} is answered with the names that are known`, () => {
      const choice = providersFor({ url: '' })(name);
      assert.equal(choice.kind, 'unknown');
      for (const provider of [...Object.keys(providerTable), 'demo']) {
        assert.ok(choice.message.includes(`${provider}/`), provider);
      }
    });
  }

  test('demo/scripted is served by the demo that was passed', () => {
    const demo: Provider = { stream: () => assert.fail('not asked') };
    const choice = providersFor({ url: '', sources: { demo } })('demo/scripted');
    assert.deepEqual(choice, { kind: 'found', provider: demo, model: 'scripted' });
  });
});

suite('keys and addresses', () => {
  for (const [provider, { needsKey, label }] of Object.entries(providerTable)) {
    if (!needsKey) continue;
    for (const [what, key] of [
      ['missing', async () => undefined],
      ['blank', async () => '  '],
      ['unreadable', () => Promise.reject(new Error('locked'))],
    ] as const) {
      test(`a ${what} key for ${provider} ends the call and says where to set it`, async () => {
        const failure = failureOf(
          await callModel(`${provider}/x`, { url: 'http://127.0.0.1:1', sources: { key } }),
        );
        assert.deepEqual(failure, {
          kind: 'auth',
          message: `No API key for ${label}. Set the key for ${provider}.`,
          transient: false,
        });
      });
    }
  }

  test('a key with characters that no header can carry is refused without being shown', async () => {
    const sources = { key: async () => 'sk-line\nbreak' };
    const failure = failureOf(await callModel('openai/x', { url: 'http://127.0.0.1:1', sources }));
    assert.equal(failure.kind, 'auth');
    assert.doesNotMatch(failure.message, /break/);
  });

  test('a compatible server needs an address, and the message names its variable', async () => {
    const failure = failureOf(await callModel('compatible/x', { url: '' }));
    assert.equal(failure.kind, 'badRequest');
    assert.match(failure.message, /MUSTER_COMPATIBLE_BASE_URL/);
  });

  for (const url of ['nonsense', 'file:///etc/passwd', 'javascript:alert(1)']) {
    test(`the address ${url} is refused before anything is sent`, async () => {
      const failure = failureOf(await callModel('openai/x', { url }));
      assert.equal(failure.kind, 'badRequest');
      assert.equal(failure.transient, false);
    });
  }

  test('the address is read anew for each call', async () => {
    let url = 'nonsense';
    const choice = providersFor({ url: '', sources: { baseUrl: () => url } })('openai/x');
    assert.equal(choice.kind, 'found');
    assert.equal(failureOf(await collect(choice.provider, question)).kind, 'badRequest');
    url = 'http://127.0.0.1:1';
    assert.equal(failureOf(await collect(choice.provider, question)).kind, 'network');
  });
});
