import type { ProviderFailure } from '../core/agent/provider.ts';
import { type ApiError, apiErrorOf, networkCodeOf } from './apiError.ts';
import { Interrupted } from './guard.ts';
import { redact } from './redact.ts';
import { BrokenReply } from './replyLimits.ts';
import { retryAfterMs } from './retryAfter.ts';
import type { CallFailure } from './wire.ts';

/** Whom we called, as far as a message about it needs to know. */
export interface Peer {
  readonly label: string;
  readonly host: string;
  /** Says where the key is set. */
  readonly keyHint: string;
  /** Values that must never appear in a message. */
  readonly secrets: readonly string[];
}

type Kind = ProviderFailure['kind'];

/**
 * What an error of an SDK, the network or a reply means for people and for the retry policy. Of the error's own
 * words only an API's short error message is used, redacted and cut; never its stack, its body or the request.
 */
export function explainFailure(error: unknown, peer: Peer): CallFailure {
  if (error instanceof Interrupted) return plain(timeoutFailure(error, peer));
  if (error instanceof BrokenReply) return plain(brokenReplyFailure(error, peer));
  if (error instanceof SyntaxError) return plain(brokenReplyFailure(new BrokenReply('garbled'), peer));
  const apiError = apiErrorOf(error);
  if (apiError) {
    const wait = retryAfterMs(apiError.headers, Date.now());
    return { failure: apiFailure(apiError, peer), retryAfterMs: wait };
  }
  return plain(networkFailure(networkCodeOf(error), peer));
}

function plain(failure: ProviderFailure): CallFailure {
  return { failure, retryAfterMs: undefined };
}

function timeoutFailure({ reason }: Interrupted, { label }: Peer): ProviderFailure {
  const what = reason === 'idle' ? 'stopped sending anything' : 'did not finish in time';
  return {
    kind: 'timeout',
    transient: true,
    message: `${label} ${what}. Try again, or choose another model.`,
  };
}

function brokenReplyFailure({ fault }: BrokenReply, { label }: Peer): ProviderFailure {
  switch (fault) {
    case 'cutOff':
      return {
        kind: 'network',
        transient: true,
        message: `The connection to ${label} ended in the middle of the answer. Try again.`,
      };
    case 'garbled':
      return {
        kind: 'malformed',
        transient: true,
        message: `${label} sent an answer that cannot be read. Try again, or check the address.`,
      };
    case 'tooLarge':
      return {
        kind: 'malformed',
        transient: false,
        message: `${label} sent an answer beyond every sensible size. Choose another model.`,
      };
  }
}

function networkFailure(code: string, { label, host }: Peer): ProviderFailure {
  if (/CERT|SIGNATURE|SELF_SIGNED|ERR_TLS/.test(code)) {
    return {
      kind: 'network',
      transient: false,
      message: `The certificate of ${host} is not trusted (${code}). Check the address and your proxy.`,
    };
  }
  if (code.startsWith('ERR_INVALID')) {
    return {
      kind: 'badRequest',
      transient: false,
      message: `${label} has no valid address. Correct its base URL.`,
    };
  }
  const cause = code === '' ? '' : ` (${code})`;
  const next =
    code === 'ECONNREFUSED' ? 'Start the server there, or correct its address.' : 'Check your connection.';
  return { kind: 'network', transient: true, message: `Cannot reach ${label} at ${host}${cause}. ${next}` };
}

function apiFailure(error: ApiError, peer: Peer): ProviderFailure {
  const kind = kindOf(error);
  const status = error.status === undefined ? '' : ` (${error.status})`;
  const said = error.message === '' ? '' : ` It says: ${redact(error.message, peer.secrets)}`;
  return { kind, transient: isTransient(kind), message: messageFor(kind, error, peer, status) + said };
}

function messageFor(kind: Kind, error: ApiError, { label, keyHint }: Peer, status: string): string {
  switch (kind) {
    case 'auth':
      return `${label} refused the key${status}. ${keyHint}`.trim();
    case 'quota':
      return `Your account has no credit left at ${label}${status}. Add credit there, or raise its spend limit.`;
    case 'rateLimit':
      return `${label} limits how fast it may be called${status}. Wait a minute, or let fewer agents work at once.`;
    case 'unknownModel':
      return `${label} does not have this model${status}. Check the model's name and the address.`;
    case 'timeout':
      return `${label} took too long to answer${status}. Try again.`;
    case 'badRequest':
      return isTooLong(error)
        ? `The conversation is too long for this model${status}. Start a new task, or choose a model with more context.`
        : `${label} rejected the request${status}. Choose another model, or check the address.`;
    default:
      return `${label} cannot answer at the moment${status}. Try again later, or choose another model.`;
  }
}

function isTransient(kind: Kind): boolean {
  return kind === 'rateLimit' || kind === 'overloaded' || kind === 'timeout';
}

function kindOf(error: ApiError): Kind {
  if (isQuota(error)) return 'quota';
  const { status } = error;
  if (status === undefined) return kindOfType(error.type);
  if (status === 401 || status === 403) return 'auth';
  if (status === 404) return 'unknownModel';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rateLimit';
  if (status === 409 || status === 425 || status >= 500) return 'overloaded';
  return 'badRequest';
}

/** An error that came in the middle of a reply has a type but no status. */
function kindOfType(type: string): Kind {
  if (/authentication|permission/.test(type)) return 'auth';
  if (/rate_limit/.test(type)) return 'rateLimit';
  if (/not_found/.test(type)) return 'unknownModel';
  if (/timeout/.test(type)) return 'timeout';
  if (/invalid_request/.test(type)) return 'badRequest';
  return 'overloaded';
}

function isQuota({ status, type, code, message }: ApiError): boolean {
  if (status === 402) return true;
  if (/spend_limit|insufficient_quota|billing|credit/.test(`${type} ${code}`)) return true;
  return status === 400 && /credit balance/i.test(message);
}

function isTooLong({ code, message }: ApiError): boolean {
  return (
    /context_length|too_large/.test(code) ||
    /prompt is too long|maximum context|maximum number of tokens/i.test(message)
  );
}
