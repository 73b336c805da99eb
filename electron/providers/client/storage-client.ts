import { type AppError, AppFailure, failure } from '../../../shared/model/app-error.ts';
import type { Credentials } from '../credentials.ts';
import type { Address, Dialect, Place } from '../dialect.ts';
import { type Pace, realPace, retryDelayMs } from '../http/retry.ts';
import type { Transport, WireResponse } from '../http/transport.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { encodeQuery } from './encode.ts';
import { payloadHash } from './payload.ts';
import { checkPlace } from './place-rules.ts';
import { isLateError, readProviderError } from './provider-error.ts';
import { redactQuery } from './records.ts';
import { type RegionMemory, readLocation, rememberRegions } from './region-memory.ts';
import type { SendOptions, StorageRequest, StorageResponse } from './request.ts';

/** How the client reaches the world; tests hand in their own. */
export interface ClientDependencies {
  readonly transport: Transport;
  readonly pace?: Pace;
}

/** A failure below this is jitter of the network, not of a clock. */
const MIN_CLOCK_CORRECTION_MS = 60_000;

/**
 * Sends the requests of operations: addresses, signs, retries, heals a wrong region or clock once, and turns error
 * answers into AppFailures. Knows no operation; the dialect knows the provider.
 */
export class StorageClient {
  readonly dialect: Dialect;
  readonly options: ProviderOptions;
  readonly regions: RegionMemory;
  readonly #transport: Transport;
  readonly #pace: Pace;
  #clockOffsetMs = 0;
  #serverName = '';

  constructor(dialect: Dialect, options: ProviderOptions, dependencies: ClientDependencies) {
    this.dialect = dialect;
    this.options = options;
    this.regions = rememberRegions(dialect, options.endpoint.host, options.region);
    this.#transport = dependencies.transport;
    this.#pace = dependencies.pace ?? realPace;
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
    const healed = { region: false, clock: false };
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request, options, attempt);
      if (outcome.error === null) return { ...outcome.response, attempts: attempt };
      const { error } = outcome;
      if (!healed.clock && this.#healClock(outcome)) {
        healed.clock = true;
        continue;
      }
      if (!healed.region && (await this.#healRegion(request, outcome, options.signal))) {
        healed.region = true;
        continue;
      }
      const delayMs = retryDelayMs(error, attempt, () => this.#pace.random());
      if (delayMs === null) throw outcome.thrown ?? new AppFailure(error);
      await this.#pace.wait(delayMs, options.signal);
    }
  }

  /**
   * Asks where a bucket is. The question goes to the default region, path style, where every bucket can be asked
   * about (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html).
   */
  async discoverRegion(bucket: string, signal?: AbortSignal): Promise<string> {
    const { defaultRegion } = this.dialect;
    const outcome = await this.#settled(
      {
        operation: 'getBucketLocation',
        method: 'GET',
        place: { bucket, key: null },
        query: [['location']],
        fixedRegion: defaultRegion,
        addressing: 'path',
      },
      signal,
    );
    const region = 'region' in outcome ? outcome.region : readLocation(outcome.response.body, defaultRegion);
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

  #check({ method, place, operation }: StorageRequest): void {
    if (this.options.isReadOnly && method !== 'GET' && method !== 'HEAD') {
      throw failure('read-only', 'This connection is read-only: nothing can be changed through it.', {
        values: { operation },
      });
    }
    checkPlace(place, this.dialect.limits.maxKeyBytes);
  }

  async #attempt(request: StorageRequest, options: SendOptions, attempt: number): Promise<Outcome> {
    const credentials = await this.options.credentials();
    const { bucket } = request.place;
    const region = request.fixedRegion ?? this.regions.regionFor(bucket);
    const { endpoint, addressing } = this.options;
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
      record(response, read.appError);
      return { error: read.appError, response, thrown: null, region, namedRegion: read.region };
    } catch (thrown) {
      if (!(thrown instanceof AppFailure)) throw thrown;
      record(null, thrown.appError);
      return { error: thrown.appError, response: null, thrown, region, namedRegion: null };
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
            },
            payloadHash(request, address.usesTls),
            { credentials, region, atMs },
          );
    return { ...headers, ...signature, host: address.hostHeader, 'user-agent': this.options.userAgent };
  }

  #healClock(outcome: FailedOutcome): boolean {
    if (outcome.response === null || !this.dialect.isClockSkew(outcome.error.code ?? '')) return false;
    const serverMs = Date.parse(outcome.response.headers.date ?? '');
    const offsetMs = serverMs - this.options.now();
    if (Number.isNaN(offsetMs) || Math.abs(offsetMs - this.#clockOffsetMs) < MIN_CLOCK_CORRECTION_MS)
      return false;
    this.#clockOffsetMs = offsetMs;
    return true;
  }

  async #healRegion(
    request: StorageRequest,
    outcome: FailedOutcome,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { error, response, region, namedRegion } = outcome;
    if (response === null || request.fixedRegion !== undefined) return false;
    const { bucket } = request.place;
    const isHead = request.method === 'HEAD' && (response.status === 400 || response.status === 403);
    if (!this.dialect.isWrongRegion(error.code ?? '', response.status) && !(isHead && namedRegion))
      return false;
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

interface FailedOutcome {
  readonly error: AppError;
  readonly response: WireResponse | null;
  readonly thrown: AppFailure | null;
  readonly region: string;
  readonly namedRegion: string | null;
}

type Outcome = FailedOutcome | { readonly error: null; readonly response: WireResponse };
