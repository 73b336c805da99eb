import { type AppError, AppFailure, failure } from '../../../shared/model/app-error.ts';
import type { CredentialProvider, Credentials } from '../credentials.ts';
import type { Address, Dialect, Place, ProviderError } from '../dialect.ts';
import { type Pace, realPace, retryDelayMs } from '../http/retry.ts';
import type { Transport, WireResponse } from '../http/transport.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { encodeQuery } from './encode.ts';
import { payloadHash } from './payload.ts';
import { checkPlace } from './place-rules.ts';
import { isLateError, readProviderError } from './provider-error.ts';
import { redactQuery } from './records.ts';
import { type RegionMemory, rememberRegions } from './region-memory.ts';
import type { SendOptions, StorageRequest, StorageResponse } from './request.ts';
import { trimmedCredentials } from './trimmed-credentials.ts';
import { userAgentOf } from './user-agent.ts';

/** How the client reaches the world; tests hand in their own. */
export interface ClientDependencies {
  readonly transport: Transport;
  readonly pace?: Pace;
}

/** What a read-only connection may ask with. */
const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A failure below this is jitter of the network, not of a clock. */
const MIN_CLOCK_CORRECTION_MS = 60_000;

/**
 * Sends the requests of operations: addresses, signs, retries, heals a wrong region, a wrong clock or outdated keys
 * once, and turns error answers into AppFailures. Knows no operation; the dialect knows the provider.
 */
export class StorageClient {
  readonly dialect: Dialect;
  readonly options: ProviderOptions;
  readonly regions: RegionMemory;
  /** The keys of the connection, without stray spaces. */
  readonly credentials: CredentialProvider;
  readonly #userAgent: string;
  readonly #transport: Transport;
  readonly pace: Pace;
  #clockOffsetMs = 0;
  #serverName = '';

  constructor(dialect: Dialect, options: ProviderOptions, dependencies: ClientDependencies) {
    this.dialect = dialect;
    this.options = options;
    this.credentials = trimmedCredentials(options.credentials);
    this.#userAgent = userAgentOf(options);
    this.regions = rememberRegions(dialect, options.endpoint.host, options.region);
    this.#transport = dependencies.transport;
    this.pace = dependencies.pace ?? realPace;
  }

  /** Our clock, corrected by what the server said about its own. */
  nowMs(): number {
    return this.options.now() + this.#clockOffsetMs;
  }

  /** What the server calls itself in its `Server` header; empty until it answered. */
  get serverName(): string {
    return this.#serverName;
  }

  /** Where a request for this place goes when signed for this region. */
  address(place: Place, region: string): Address {
    const { endpoint, addressing } = this.options;
    return this.dialect.address(endpoint, addressing, region, place);
  }

  /** Sends a request until it succeeds or is not worth another attempt. See `StorageProvider` for what it rejects with. */
  async send(request: StorageRequest, options: SendOptions = {}): Promise<StorageResponse> {
    this.#check(request);
    const { bucket } = request.place;
    if (bucket !== null && request.fixedRegion === undefined) await this.learnRegion(bucket, options.signal);
    const healed = { region: false, clock: false, keys: false };
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request, options, attempt);
      if (outcome.error === null) return { ...outcome.response, attempts: attempt };
      const { error } = outcome;
      if (isSpent(request)) throw outcome.thrown ?? new AppFailure(error);
      if (!healed.clock && this.#healClock(outcome)) {
        healed.clock = true;
        continue;
      }
      if (!healed.keys && (await this.#healKeys(outcome))) {
        healed.keys = true;
        continue;
      }
      if (!healed.region && (await this.#healRegion(request, outcome, options.signal))) {
        healed.region = true;
        continue;
      }
      const mayBeDone = request.isNeverRepeated && error.kind !== 'throttled';
      const delayMs =
        options.isTriedOnce || mayBeDone ? null : retryDelayMs(error, attempt, () => this.pace.random());
      if (delayMs === null) throw outcome.thrown ?? new AppFailure(error);
      await this.pace.wait(delayMs, options.signal);
    }
  }

  /** Looks a bucket of an unknown region up, where it cannot be asked for or named without its region. */
  async learnRegion(bucket: string, signal?: AbortSignal): Promise<void> {
    if (!this.dialect.needsRegionFirst || this.regions.isKnown(bucket)) return;
    if (!this.dialect.isVendorHost(this.options.endpoint.host)) return;
    try {
      await this.discoverRegion(bucket, signal);
    } catch (thrown) {
      if (!(thrown instanceof AppFailure) || thrown.appError.kind !== 'access-denied') throw thrown;
      throw failure(
        'wrong-region',
        'Nothing tells in which region this bucket is, and these keys may not ask. Choose the region of the connection.',
        { ...withoutWords(thrown.appError), reason: 'region-unknown', resource: bucket },
      );
    }
  }

  /** Asks where a bucket is, in the way that works whatever its region, and remembers it. */
  async discoverRegion(bucket: string, signal?: AbortSignal): Promise<string> {
    const locator = this.dialect.locator(bucket, this.options.endpoint);
    if (locator === null) return this.regions.regionFor(bucket);
    const { host, ...question } = locator;
    // On a domain that is the bucket's own there is no other way to name it.
    const isOwnDomain = this.options.addressing === 'custom-domain' && host === null;
    const outcome = await this.#settled(
      {
        operation: 'getBucketLocation',
        method: 'GET',
        ...question,
        ...(isOwnDomain ? { addressing: 'custom-domain' as const } : {}),
        ...(host === null ? {} : { host }),
        fixedRegion: this.dialect.defaultRegion,
      },
      signal,
    );
    const region = 'region' in outcome ? outcome.region : question.readRegion(outcome.response.body);
    if (region === null) {
      throw failure('not-found', 'There is no bucket of this name among those of this account.', {
        reason: 'no-such-bucket',
        code: 'NoSuchBucket',
        resource: bucket,
      });
    }
    this.regions.learn(bucket, region);
    return region;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #settled(
    request: StorageRequest,
    signal: AbortSignal | undefined,
  ): Promise<{ response: WireResponse } | { region: string }> {
    try {
      return { response: await this.send(request, signal ? { signal } : {}) };
    } catch (thrown) {
      // A refusal for the wrong region names the right one, which is the answer.
      const action = thrown instanceof AppFailure ? thrown.appError.action : undefined;
      if (action?.type === 'use-region') return { region: action.region };
      throw thrown;
    }
  }

  /** Throws `read-only` when nothing may be changed; for operations that read before they change. */
  refuseWhenReadOnly(operation: string): void {
    if (!this.options.isReadOnly) return;
    throw failure('read-only', 'This connection is read-only: nothing can be changed through it.', {
      values: { operation },
    });
  }

  #check({ method, place, operation, changesNothing }: StorageRequest): void {
    if (!readingMethods.has(method) && !changesNothing) this.refuseWhenReadOnly(operation);
    checkPlace(place, this.dialect.limits.maxKeyBytes);
  }

  async #attempt(request: StorageRequest, options: SendOptions, attempt: number): Promise<Outcome> {
    const credentials = await this.credentials();
    const { bucket } = request.place;
    const region = request.fixedRegion ?? this.regions.regionFor(bucket);
    const { addressing } = this.options;
    const { port, usesTls } = this.options.endpoint;
    const endpoint =
      request.host === undefined ? this.options.endpoint : { host: request.host, port, usesTls };
    const address = this.dialect.address(endpoint, request.addressing ?? addressing, region, request.place);
    const atMs = this.nowMs();
    const query = request.query ?? [];
    const headers = this.#headers(request, address, credentials, region, atMs);
    const startedMs = performance.now();
    const record = (response: WireResponse | null, error: AppError | null): void =>
      this.options.onRequest?.({
        atMs: this.options.now(),
        operation: request.operation,
        attempt,
        method: request.method,
        host: address.hostHeader,
        path: address.rawPath,
        query: redactQuery(query),
        status: response?.status ?? null,
        durationMs: performance.now() - startedMs,
        sentBytes: response?.sentBytes ?? 0,
        receivedBytes: response?.receivedBytes ?? 0,
        requestId: response?.headers[`${this.dialect.headerPrefix}request-id`] ?? null,
        errorKind: error?.kind ?? null,
        errorCode: error?.code ?? null,
      });
    try {
      const response = await this.#transport.send(
        {
          method: request.method,
          usesTls: address.usesTls,
          hostname: address.hostname,
          port: address.port,
          target: query.length === 0 ? address.rawPath : `${address.rawPath}?${encodeQuery(query)}`,
          headers,
          body: request.body ?? null,
        },
        options,
      );
      this.#serverName = response.headers.server ?? this.#serverName;
      const isGood = response.status < 300 && !isLateError(response);
      if (isGood || options.accepts?.includes(response.status)) {
        record(response, null);
        if (isGood && !request.fixedRegion && bucket !== null) this.regions.learn(bucket, region);
        return { error: null, response };
      }
      const context = { dialect: this.dialect, place: request.place, host: address.hostHeader, atMs };
      const read = readProviderError(response, context);
      if (options.acceptsKind === read.appError.kind) {
        record(response, null);
        return { error: null, response: { ...response, refusal: read.appError } };
      }
      record(response, read.appError);
      return { error: read.appError, refusal: read, thrown: null, region, credentials };
    } catch (thrown) {
      if (!(thrown instanceof AppFailure)) throw thrown;
      record(null, thrown.appError);
      return { error: thrown.appError, refusal: null, thrown, region, credentials };
    }
  }

  #headers(
    request: StorageRequest,
    address: Address,
    credentials: Credentials | null,
    region: string,
    atMs: number,
  ): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      if (value !== undefined) headers[name] = value;
    }
    const signature =
      credentials === null
        ? {}
        : this.dialect.sign(
            {
              method: request.method,
              hostHeader: address.hostHeader,
              rawPath: address.rawPath,
              query: request.query ?? [],
              headers,
              place: request.place,
            },
            this.dialect.signsBodies ? payloadHash(request, address.usesTls) : 'unsigned',
            { credentials, region, atMs },
          );
    return { ...headers, ...signature, host: address.hostHeader, 'user-agent': this.#userAgent };
  }

  #healClock(outcome: FailedOutcome): boolean {
    const { refusal } = outcome;
    if (!refusal?.isClockSkew || refusal.serverTimeMs === null) return false;
    const offsetMs = refusal.serverTimeMs - this.options.now();
    if (Math.abs(offsetMs - this.#clockOffsetMs) < MIN_CLOCK_CORRECTION_MS) return false;
    this.#clockOffsetMs = offsetMs;
    return true;
  }

  /** A token may have ended early: whoever gives the keys is asked whether there are others by now. */
  async #healKeys({ error, credentials }: FailedOutcome): Promise<boolean> {
    if (error.kind !== 'authentication' || error.status === undefined || credentials === null) return false;
    try {
      const renewed = await this.credentials(credentials);
      return renewed !== null && keyFields.some((name) => renewed[name] !== credentials[name]);
    } catch {
      // That the server refuses the keys says more than that there are no others.
      return false;
    }
  }

  async #healRegion(
    request: StorageRequest,
    outcome: FailedOutcome,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { error, refusal, region } = outcome;
    if (refusal === null || request.fixedRegion !== undefined) return false;
    const { bucket } = request.place;
    const namedRegion = refusal.region;
    const isHead = request.method === 'HEAD' && (error.status === 400 || error.status === 403);
    if (!refusal.isWrongRegion && !(isHead && namedRegion)) return false;
    if (namedRegion) {
      if (namedRegion === region) return false;
      this.regions.learn(bucket, namedRegion);
      return true;
    }
    if (bucket === null) return false;
    try {
      return (await this.discoverRegion(bucket, signal)) !== region;
    } catch {
      // The first refusal says more than a failed attempt to understand it.
      return false;
    }
  }
}

const keyFields = ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const;

/** True when the body cannot be sent a second time. */
function isSpent({ body }: StorageRequest): boolean {
  return body !== undefined && 'isSpent' in body && body.isSpent;
}

function withoutWords({ code, status, requestId }: AppError): Partial<AppError> {
  return { ...(code ? { code } : {}), ...(status ? { status } : {}), ...(requestId ? { requestId } : {}) };
}

interface FailedOutcome {
  readonly error: AppError;
  /** null when no answer came. */
  readonly refusal: ProviderError | null;
  readonly thrown: AppFailure | null;
  readonly region: string;
  /** What it was signed with. */
  readonly credentials: Credentials | null;
}

type Outcome = FailedOutcome | { readonly error: null; readonly response: Omit<StorageResponse, 'attempts'> };
