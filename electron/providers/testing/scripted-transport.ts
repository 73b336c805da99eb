import type { Pace } from '../http/retry.ts';
import type { Transport, WireRequest, WireResponse } from '../http/transport.ts';

/** One scripted answer: a status with headers and body, or an error to reject with. */
export type ScriptedAnswer =
  | { status: number; headers?: Record<string, string>; body?: string }
  | Error
  | ((request: WireRequest) => ScriptedAnswer);

/** Answers requests from a list, in order, and keeps them; asking for more than there is fails the test. */
export class ScriptedTransport implements Transport {
  readonly requests: WireRequest[] = [];
  readonly #answers: ScriptedAnswer[];

  constructor(...answers: ScriptedAnswer[]) {
    this.#answers = answers;
  }

  async send(request: WireRequest): Promise<WireResponse> {
    this.requests.push(request);
    let answer = this.#answers.shift();
    if (typeof answer === 'function') answer = answer(request);
    if (answer === undefined) throw new Error(`unexpected ${request.method} ${request.target}`);
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'function') throw new Error('a script may not answer with a script');
    const body = Buffer.from(answer.body ?? '');
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body,
      receivedBytes: body.length,
      sentBytes: 0,
    };
  }

  async close(): Promise<void> {}
}

/** Time that passes at once, and remembers how much was asked for. */
export function instantPace(): Pace & { readonly delaysMs: number[] } {
  const delaysMs: number[] = [];
  return {
    delaysMs,
    random: () => 0.5,
    async wait(delayMs) {
      delaysMs.push(delayMs);
    },
  };
}

/** An S3 error document. */
export function errorXml(code: string, message = 'words', more = ''): string {
  return `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>REQ1</RequestId></Error>`;
}
