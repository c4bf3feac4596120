import { z } from 'zod';

/** An error that a model API answered with, read without trusting its shape. Missing texts are empty. */
export interface ApiError {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly type: string;
  readonly code: string;
  readonly message: string;
}

const Thrown = z.object({
  status: z.number().int().min(300).max(599).optional().catch(undefined),
  headers: z.instanceof(Headers).optional().catch(undefined),
  error: z.unknown().optional(),
});
const Detail = z.object({
  message: z.string().catch(''),
  type: z.string().catch(''),
  code: z.union([z.string(), z.number()]).catch(''),
  details: z.object({ error_code: z.string() }).optional().catch(undefined),
});
const Coded = z.object({ code: z.string() });
const Caused = z.object({ cause: z.unknown().optional() });

/** The API's error inside what an SDK threw, also for an error event in a reply; `undefined` for other errors. */
export function apiErrorOf(thrown: unknown): ApiError | undefined {
  const parsed = Thrown.safeParse(thrown);
  if (!parsed.success) return undefined;
  const { status, headers, error } = parsed.data;
  if (status === undefined && (error === undefined || error === null)) return undefined;
  const detail = detailOf(error, 3);
  return {
    status: status ?? statusFrom(detail?.code),
    headers,
    type: detail?.type ?? '',
    code: detail?.details?.error_code ?? String(detail?.code ?? ''),
    message: detail?.message ?? '',
  };
}

/** The system's code for a lost or refused connection, looked for in the error and its causes; else empty. */
export function networkCodeOf(thrown: unknown): string {
  let error = thrown;
  for (let depth = 0; depth < 5; depth += 1) {
    const coded = Coded.safeParse(error);
    if (coded.success) return coded.data.code;
    const caused = Caused.safeParse(error);
    if (!caused.success) return '';
    error = caused.data.cause;
  }
  return '';
}

/** Servers wrap their error once or twice in `error`, in a list, or send only its text. */
function detailOf(body: unknown, depth: number): z.infer<typeof Detail> | undefined {
  if (typeof body === 'string') return { message: body, type: '', code: '', details: undefined };
  if (Array.isArray(body)) return depth > 0 ? detailOf(body[0], depth - 1) : undefined;
  const wrapped = Thrown.safeParse(body);
  if (!wrapped.success) return undefined;
  const inner = wrapped.data.error;
  if (depth > 0 && inner !== undefined && inner !== null) return detailOf(inner, depth - 1);
  return Detail.parse(body);
}

function statusFrom(code: string | number | undefined): number | undefined {
  const status = Number(code);
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined;
}
