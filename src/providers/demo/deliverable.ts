import type { Conversation } from './conversation.ts';
import { callsAfter } from './conversation.ts';
import { fileList } from './fileList.ts';
import { isRefusal } from './refusal.ts';
import type { Step } from './step.ts';
import { readFileCall } from './step.ts';
import { clip } from './wording.ts';

/** Where the writing of a report stands: the next step towards it, or how it ended. */
export type Writing =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'written' }
  | { readonly kind: 'notWritten'; readonly reason: string };

/** Writes `content` to `path`; a file that is already there is read first, since only a file that was read may be overwritten. */
export function writeDeliverable(
  conversation: Conversation,
  file: { readonly path: string; readonly content: string; readonly text: string },
): Writing {
  const { path } = file;
  if (!conversation.offered.has('write_file'))
    return { kind: 'notWritten', reason: 'there was no write_file tool' };
  const attempts = conversation.calls.filter(
    (call) => call.name === 'write_file' && call.input.path === path,
  );
  const last = attempts.at(-1);
  const isThere = last?.isError === false || /already has exactly this content/.test(last?.text ?? '');
  if (isThere) return { kind: 'written' };
  const isFinal = last !== undefined && (attempts.length > 1 || isRefusal(last.text));
  if (isFinal) return { kind: 'notWritten', reason: clip(last.text, 200) };

  const mustRead = last !== undefined || fileList(conversation).all.includes(path);
  const wasRead = callsAfter(conversation, (call) => call === last).calls.some(
    (call) => call.name === 'read_file' && call.input.path === path,
  );
  if (mustRead && !wasRead && conversation.offered.has('read_file')) {
    const text = `${path} may already be there, so I read it before I replace it.`;
    return { kind: 'step', step: { text, calls: [readFileCall(path)] } };
  }
  const calls = [{ name: 'write_file', input: { path, content: file.content } }];
  return { kind: 'step', step: { text: file.text, calls } };
}
