import { z } from 'zod';

/**
 * Why something failed, in one word a program can act on.
 *
 * `cancelled` is the outcome of an abort and is never shown as a failure. `internal` is a defect of Stowage itself.
 */
export const appErrorKinds = [
  'invalid-input',
  'not-found',
  'already-exists',
  'access-denied',
  'authentication',
  'clock-skew',
  'wrong-region',
  'precondition-failed',
  'conflict',
  'not-offered',
  'read-only',
  'archived',
  'dns',
  'network',
  'tls',
  'timeout',
  'throttled',
  'server',
  'malformed-response',
  'integrity',
  'local-file',
  'disk-full',
  'in-use',
  'cancelled',
  'internal',
] as const;

/** When it makes sense to try again. */
export const retryAdvices = ['now', 'later', 'after-user-acts', 'never'] as const;

/** The one step that would help, as data, so that a button can do it. */
export const appErrorActionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('retry') }),
  z.strictObject({ type: z.literal('edit-connection'), connectionId: z.string() }),
  z.strictObject({
    type: z.literal('trust-certificate'),
    connectionId: z.string().nullable(),
    fingerprintSha256: z.string(),
  }),
  z.strictObject({ type: z.literal('use-region'), region: z.string() }),
  z.strictObject({ type: z.literal('choose-files-again'), jobId: z.string() }),
  z.strictObject({ type: z.literal('choose-target-again'), jobId: z.string() }),
  z.strictObject({ type: z.literal('open-location') }),
]);

/**
 * One failure as data: the only form in which an error crosses the contract.
 *
 * - `message`: one plain English sentence: what happened and why. Never a secret, a signed URL or a token.
 * - `reason`: a stable name under `kind` (for example `bucket-name-too-short`) by which the renderer finds its own
 *   wording in the user's language, with `values` to fill in; without one the wording of `kind` is used.
 * - `code`, `status`, `requestId`: what the server said, verbatim; `traceId`: its second id, where it gives one.
 * - `resource`: the bucket, `bucket/key`, local path or host it is about.
 * - `retryAfterMs`: how long the server asked to be left alone.
 */
export const appErrorSchema = z.strictObject({
  kind: z.enum(appErrorKinds),
  message: z.string(),
  reason: z.string().optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  code: z.string().optional(),
  status: z.number().int().optional(),
  requestId: z.string().optional(),
  traceId: z.string().optional(),
  resource: z.string().optional(),
  retry: z.enum(retryAdvices),
  retryAfterMs: z.number().nonnegative().optional(),
  action: appErrorActionSchema.optional(),
});

export type AppErrorKind = (typeof appErrorKinds)[number];
export type RetryAdvice = (typeof retryAdvices)[number];
export type AppErrorAction = z.infer<typeof appErrorActionSchema>;
export type AppError = z.infer<typeof appErrorSchema>;

const defaultRetry: Record<AppErrorKind, RetryAdvice> = {
  'invalid-input': 'after-user-acts',
  'not-found': 'after-user-acts',
  'already-exists': 'after-user-acts',
  'access-denied': 'after-user-acts',
  authentication: 'after-user-acts',
  'clock-skew': 'after-user-acts',
  'wrong-region': 'after-user-acts',
  'precondition-failed': 'after-user-acts',
  conflict: 'later',
  'not-offered': 'never',
  'read-only': 'after-user-acts',
  archived: 'after-user-acts',
  dns: 'later',
  network: 'now',
  tls: 'after-user-acts',
  timeout: 'now',
  throttled: 'later',
  server: 'now',
  'malformed-response': 'later',
  integrity: 'now',
  'local-file': 'after-user-acts',
  'disk-full': 'after-user-acts',
  'in-use': 'after-user-acts',
  cancelled: 'never',
  internal: 'never',
};

/**
 * An AppError travelling as an exception inside one process. It never crosses the contract: the dispatcher sends
 * `appError` instead.
 */
export class AppFailure extends Error {
  readonly appError: AppError;

  constructor(appError: AppError, options?: { cause?: unknown }) {
    super(appError.message, options);
    this.name = 'AppFailure';
    this.appError = appError;
  }
}

/**
 * Makes the exception for a failure; `retry` defaults to what is usual for the kind.
 * `cause` is kept for a debugger and is never logged or sent.
 */
export function failure(
  kind: AppErrorKind,
  message: string,
  details: Partial<Omit<AppError, 'kind' | 'message'>> & { cause?: unknown } = {},
): AppFailure {
  const { cause, ...rest } = details;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const appError: AppError = { kind, message, retry: defaultRetry[kind], ...given };
  return new AppFailure(appError, cause === undefined ? undefined : { cause });
}

/**
 * The AppError inside anything thrown. What is not an AppFailure and not an abort is a defect, reported as `internal`
 * without its text, because a stranger's error text may hold a secret.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppFailure) return thrown.appError;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { kind: 'cancelled', message: 'The action was cancelled.', retry: 'never' };
  }
  return { kind: 'internal', message: 'Stowage met a problem of its own.', retry: 'never' };
}
