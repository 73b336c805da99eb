import type { Fault, FaultRequest } from '../../electron/sandbox/faults.ts';
import type { LineFault } from '../faults/fault-proxy.ts';
import { Dice } from './dice.ts';

const mebibyte = 1_048_576;
/** Far enough into a message to be in the body of an object: no document of a soak is as long. */
const surelyBodyBytes = 65_536;

/** What goes wrong in a soak: every choice comes from the seed and the number of the connection or request. */
export class SoakFaults {
  isCalm = false;
  readonly struck: Record<string, number> = {};
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  readonly ofLine = (connectionNumber: number): LineFault | null => {
    if (this.isCalm) return null;
    const dice = Dice.of(this.#seed, 'line', connectionNumber);
    return dice.chance(60) ? lineFault(dice) : null;
  };

  readonly ofServer = ({ method, target, number }: FaultRequest): Fault | null => {
    if (this.isCalm) return null;
    const dice = Dice.of(this.#seed, 'server', number);
    const fault = dice.chance(8) ? serverFault(dice, method, target) : null;
    if (fault !== null) this.struck[`server ${fault.type}`] = (this.struck[`server ${fault.type}`] ?? 0) + 1;
    return fault;
  };
}

function lineFault(dice: Dice): LineFault {
  const direction = dice.oneOf(['up', 'down']);
  const afterBytes = dice.oneOf([dice.between(0, 2_000), dice.between(0, 8 * mebibyte)]);
  switch (dice.oneOf(['delay', 'slow', 'chop', 'refuse', 'cut', 'cut', 'stall', 'corrupt', 'corrupt'])) {
    case 'delay':
      return { type: 'delay', delayMs: dice.between(1, 15) };
    case 'slow':
      return { type: 'slow', bytesPerSecond: dice.between(4, 40) * mebibyte };
    case 'chop':
      return { type: 'chop', pieceBytes: dice.between(900, 30_000) };
    case 'refuse':
      return { type: 'refuse' };
    case 'cut':
      return { type: 'cut', direction, afterBytes, by: dice.oneOf(['fin', 'rst']) };
    case 'stall':
      return { type: 'stall', direction, afterBytes };
    case 'corrupt':
      return { type: 'corrupt', direction, atByte: dice.between(surelyBodyBytes, 5 * mebibyte) };
  }
}

function serverFault(dice: Dice, method: string, target: string): Fault | null {
  const isPart = method === 'PUT' && target.includes('partNumber=');
  const type = dice.oneOf([
    ...([
      'delay',
      'slow-down',
      'internal',
      'lose-answer',
      'lose-answer',
      'error-in-200',
      'cut-request',
    ] as const),
    ...(['cut-answer', 'short-answer', 'stall', 'wrong-etag', 'missing-etag', 'keep-nothing'] as const),
  ]);
  switch (type) {
    case 'delay':
      return { type, delayMs: dice.between(10, 300) };
    case 'slow-down':
      return { type: 'refuse', status: 503, code: 'SlowDown', retryAfterSeconds: dice.between(0, 1) };
    case 'internal':
      return { type: 'refuse', status: 500, code: 'InternalError' };
    case 'error-in-200':
      return method === 'PUT' || method === 'POST' ? { type, code: 'InternalError' } : null;
    case 'cut-request':
    case 'cut-answer':
      return { type, afterBytes: dice.oneOf([dice.between(0, 500), dice.between(0, 6 * mebibyte)]) };
    case 'short-answer':
      return method === 'GET' ? { type, missingBytes: dice.between(1, 1_000) } : null;
    case 'keep-nothing':
      // Of a whole object this would be a lie that no client can see through without reading everything back.
      return isPart ? { type } : null;
    case 'wrong-etag':
    case 'missing-etag':
      return isPart || method === 'HEAD' ? { type } : null;
    default:
      return { type };
  }
}
