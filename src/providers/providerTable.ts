import type { ProviderId } from './modelName.ts';

/** What Muster knows about one model API before it calls it. */
export interface ProviderEntry {
  /** Its name as people write it. */
  readonly label: string;
  /** The wire format it speaks: Anthropic's Messages or OpenAI's Chat Completions. */
  readonly wire: 'messages' | 'chat';
  /** Its address when none is configured; `undefined` where only the person can know it. */
  readonly baseUrl: string | undefined;
  readonly needsKey: boolean;
  /** Whether its replies say what they cost, in US dollars. */
  readonly tellsCost?: true;
  /** The environment variable that holds the key; `undefined` where there is none. */
  readonly keyVariable: string | undefined;
  /** The environment variable that replaces the address; `undefined` where there is none. */
  readonly baseUrlVariable: string | undefined;
  /** Current names for a quick pick; the first, of middle price, is used where none is named. Any name may be typed. */
  readonly suggestedModels: readonly string[];
}

/** All model APIs, in the order in which people are offered them. */
export const providerTable: Readonly<Record<ProviderId, ProviderEntry>> = {
  anthropic: {
    label: 'Anthropic',
    wire: 'messages',
    baseUrl: 'https://api.anthropic.com',
    needsKey: true,
    keyVariable: 'ANTHROPIC_API_KEY',
    baseUrlVariable: 'ANTHROPIC_BASE_URL',
    suggestedModels: ['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-haiku-5-5'],
  },
  openai: {
    label: 'OpenAI',
    wire: 'chat',
    baseUrl: 'https://api.openai.com/v1',
    needsKey: true,
    keyVariable: 'OPENAI_API_KEY',
    baseUrlVariable: 'OPENAI_BASE_URL',
    // Only models that take tools over Chat Completions; gpt-6-astra and gpt-6.1-sol do not.
    suggestedModels: ['gpt-5.6-terra', 'gpt-6-sol', 'gpt-6-luna'],
  },
  google: {
    label: 'Google Gemini',
    wire: 'chat',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    needsKey: true,
    keyVariable: 'GEMINI_API_KEY',
    baseUrlVariable: undefined,
    suggestedModels: ['gemini-3.6-flash', 'gemini-3.1-pro-preview', 'gemini-3.5-flash-lite'],
  },
  openrouter: {
    label: 'OpenRouter',
    wire: 'chat',
    baseUrl: 'https://openrouter.ai/api/v1',
    needsKey: true,
    tellsCost: true,
    keyVariable: 'OPENROUTER_API_KEY',
    baseUrlVariable: undefined,
    suggestedModels: ['openai/gpt-5.6-terra'],
  },
  ollama: {
    label: 'Ollama',
    wire: 'chat',
    baseUrl: 'http://127.0.0.1:11434/v1',
    needsKey: false,
    keyVariable: undefined,
    baseUrlVariable: undefined,
    suggestedModels: ['qwen3', 'gpt-oss'],
  },
  compatible: {
    label: 'Compatible server',
    wire: 'chat',
    baseUrl: undefined,
    needsKey: false,
    keyVariable: 'MUSTER_COMPATIBLE_API_KEY',
    baseUrlVariable: 'MUSTER_COMPATIBLE_BASE_URL',
    suggestedModels: [],
  },
};

/** Full `provider/model` names for a quick pick. Only suggestions: any name may be typed. */
export const suggestedModels: readonly string[] = Object.entries(providerTable).flatMap(([provider, entry]) =>
  entry.suggestedModels.map((model) => `${provider}/${model}`),
);
