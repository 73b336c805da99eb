import { AppFailure, failure } from '../../../../shared/model/app-error.ts';
import type { ProviderId } from '../../../../shared/model/connection.ts';
import type { MethodPath } from '../../capabilities/support.ts';
import type { Transport, WireOptions, WireResponse } from '../../http/transport.ts';
import type { BodyControl } from '../../interface/body.ts';
import { openProvider } from '../../open-provider.ts';
import type { ProviderOptions } from '../../provider-options.ts';
import { localOptions } from '../local-servers.ts';
import { instantPace } from '../scripted-transport.ts';
import { calls } from './calls.ts';
import { damagedAnswer, seededRandom } from './damage.ts';

/** What a call made of damaged answers that it may not: `seed` makes the very same again. */
export interface Finding {
  readonly seed: number;
  readonly method: MethodPath;
  readonly what: string;
}

/** A call that asks this often goes round in circles. */
const maxRequests = 400;
/** From here on the line is down, so that a listing without end has one. */
const lineEnds = 40;

const hosts: Record<ProviderId, string> = {
  s3: 's3.us-east-1.amazonaws.com',
  cos: 'service.cos.myqcloud.com',
  oss: 'oss-cn-hangzhou.aliyuncs.com',
};

/** Answers every request with damage made of one seed. */
class DamagedTransport implements Transport {
  readonly #random: () => number;
  readonly #method: MethodPath;
  requestCount = 0;

  constructor(random: () => number, method: MethodPath) {
    this.#random = random;
    this.#method = method;
  }

  async send(_request: { readonly body: unknown }, options: WireOptions): Promise<WireResponse> {
    this.requestCount += 1;
    if (this.requestCount > lineEnds) throw failure('network', 'The line is down.');
    if (options.signal?.aborted) throw failure('cancelled', 'It was cancelled.');
    const { status, headers, body } = damagedAnswer(this.#random, this.#method);
    const rest = { status, headers, receivedBytes: body.length, sentBytes: 0 };
    if (options.stream?.accepts(status, headers) !== true) return { ...rest, body };
    const control: BodyControl = { pause: () => undefined, resume: () => undefined };
    const { receiver } = options.stream;
    receiver.start({ sizeBytes: this.#random() < 0.5 ? body.length : null, control });
    const cut = Math.floor(this.#random() * (body.length + 1));
    for (const piece of [body.subarray(0, cut), body.subarray(cut)])
      if (piece.length > 0) receiver.data(piece);
    return { ...rest, body: new Uint8Array() };
  }

  async close(): Promise<void> {}
}

/** Makes the call of one seed; null when it ended well: with a result, or with an AppFailure that is no defect. */
export async function fuzzOnce(provider: ProviderId, seed: number): Promise<Finding | null> {
  const random = seededRandom(seed);
  const methods = Object.keys(calls) as MethodPath[];
  const method = methods[Math.floor(random() * methods.length)] ?? 'service.listBuckets';
  const transport = new DamagedTransport(random, method);
  const changes: Partial<ProviderOptions> = {
    provider,
    // Sometimes a region has to be found first.
    region: random() < 0.5 ? null : 'r-1',
    endpoint: { host: random() < 0.7 ? hosts[provider] : 'storage.example', port: null, usesTls: true },
  };
  const opened = openProvider(localOptions(9_000, changes), { transport, pace: instantPace() });
  const stop = new AbortController();
  const given = Promise.withResolvers<never>();
  // Nothing here waits for anything: what is not done by then never will be.
  const timer = setTimeout(() => {
    stop.abort();
    given.reject(new Error('it hangs'));
  }, 10_000);
  if (method === 'live.listen') setTimeout(() => stop.abort(), 0);
  const tell = (what: string): Finding => ({ seed, method, what });
  try {
    await Promise.race([calls[method](opened, stop.signal), given.promise]);
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) return tell(describe(thrown));
    if (thrown.appError.kind === 'internal') return tell(`internal: ${thrown.message}`);
  } finally {
    clearTimeout(timer);
    await opened.close();
  }
  return transport.requestCount > maxRequests ? tell(`asks ${transport.requestCount} times`) : null;
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const [, place = ''] = thrown.stack?.split('\n') ?? [];
  return `${thrown.name}: ${thrown.message} ${place.trim()}`;
}
