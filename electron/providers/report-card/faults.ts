import type { FaultId, ReportFault, ReportFinding, ReportItemId } from '../../../shared/model/report-card.ts';
import type { Exchange, Observations } from './observe.ts';

/** What there is to find faults in. */
export interface FaultSources {
  readonly findings: readonly ReportFinding[];
  readonly seen: Observations;
  /** Exchanges of one item. */
  exchangesOf(item: ReportItemId): readonly Exchange[];
  /** Answers to what no server has that were successes; empty when it was refused, as it should be. */
  readonly knownNonsense: readonly string[];
  /** The server claims to have a bucket, or an object, of a name that nobody ever gave. */
  readonly saysYes: boolean;
}

/** One fault, and how it is seen: answers what was seen, or null. What Stowage does about it is worded by the page. */
interface Fault {
  readonly id: FaultId;
  detect(sources: FaultSources): string | null;
}

const CLOCK_TOLERANCE_MS = 60_000;
const oddKeys: readonly ReportItemId[] = [
  'key-double-slash',
  'key-leading-slash',
  'key-dot-segments',
  'key-control-characters',
];

function denied({ findings }: FaultSources, item: ReportItemId, side: 'read' | 'write'): string | null {
  const found = findings.find((one) => one.item === item && one.side === side);
  return found?.verdict === 'not-offered' ? found.words || item : null;
}

function isOffered({ findings }: FaultSources, item: ReportItemId, side: 'read' | 'write'): boolean {
  return findings.some((one) => one.item === item && one.side === side && one.verdict === 'offered');
}

/** The faults that Stowage can see, in the order of how much they matter. */
const faults: readonly Fault[] = [
  {
    id: 'says-yes-to-anything',
    detect: ({ saysYes }) => (saysYes ? 'A bucket that nobody made is said to exist.' : null),
  },
  {
    id: 'unknown-answered-as-known',
    detect: ({ knownNonsense }) => (knownNonsense.length === 0 ? null : knownNonsense.join('; ')),
  },
  {
    // MinIO from late 2025: its response wrapper lost Flush (https://github.com/minio/minio/pull/21651).
    id: 'listen-silent',
    detect: ({ findings }) => wordsOf(findings, /never sends a byte/),
  },
  {
    id: 'listen-other-answer',
    detect: (sources) => {
      const words = denied(sources, 'listen', 'read');
      const isSilent = words !== null && /never sends a byte/.test(words);
      return isSilent || !sources.exchangesOf('listen').some(({ status }) => status === 200) ? null : words;
    },
  },
  { id: 'condition-ignored', detect: (sources) => denied(sources, 'put-if-absent', 'write') },
  {
    id: 'checksum-ignored',
    detect: (sources) => {
      const words = denied(sources, 'content-md5', 'write') ?? denied(sources, 'sent-checksums', 'write');
      return words !== null && /takes a body/.test(words) ? words : null;
    },
  },
  { id: 'multi-delete-refused', detect: (sources) => denied(sources, 'multi-delete', 'write') },
  {
    // https://github.com/minio/minio/blob/master/docs/minio-limits.md
    id: 'keys-refused',
    detect(sources) {
      const refused = oddKeys.flatMap((item) => {
        const words = denied(sources, item, 'write');
        return words === null ? [] : [`${item}: ${words}`];
      });
      return refused.length === 0 ? null : refused.join('; ');
    },
  },
  { id: 'upload-list-exact-key', detect: (sources) => denied(sources, 'upload-list-prefix', 'write') },
  {
    id: 'marker-annotated',
    detect(sources) {
      const marker = sources
        .exchangesOf('list-v1')
        .map(({ text }) => /<NextMarker>[^<]*\[minio_cache[^<]*/.exec(text)?.[0])
        .find((found) => found !== undefined);
      return marker === undefined ? null : 'NextMarker holds a note of the server: [minio_cache…]';
    },
  },
  {
    id: 'setting-read-only',
    detect(sources) {
      const items: readonly ReportItemId[] = ['cors', 'lifecycle', 'encryption', 'website', 'bucket-tags'];
      const half = items.filter(
        (item) => isOffered(sources, item, 'read') && denied(sources, item, 'write') !== null,
      );
      return half.length === 0 ? null : half.join(', ');
    },
  },
  {
    id: 'acl-fixed',
    detect: (sources) =>
      isOffered(sources, 'object-acl', 'read') ? denied(sources, 'object-acl', 'write') : null,
  },
  { id: 'no-list-v2', detect: (sources) => denied(sources, 'list-v2', 'read') },
  {
    id: 'clock-off',
    detect({ seen: { clockOffsetMs } }) {
      if (clockOffsetMs === null || Math.abs(clockOffsetMs) < CLOCK_TOLERANCE_MS) return null;
      const minutes = Math.round(Math.abs(clockOffsetMs) / 6_000) / 10;
      return `The server's clock is ${minutes} minutes ${clockOffsetMs > 0 ? 'ahead of' : 'behind'} this computer's.`;
    },
  },
  {
    id: 'no-request-id',
    detect: ({ seen: { headers } }) =>
      [...headers.keys()].some((name) => name.endsWith('request-id') || name === 'x-guploader-uploadid')
        ? null
        : 'No answer has a request id.',
  },
  {
    id: 'slow-silence',
    detect({ findings }) {
      const silent = findings.filter(({ why }) => why === 'no-answer').map(({ item }) => item);
      return silent.length === 0 ? null : silent.join(', ');
    },
  },
];

/** The faults that the answers of one server show. */
export function findFaults(sources: FaultSources): ReportFault[] {
  return faults.flatMap(({ id, detect }) => {
    const seen = detect(sources);
    return seen === null ? [] : [{ id, seen }];
  });
}

function wordsOf(findings: readonly ReportFinding[], pattern: RegExp): string | null {
  return (
    findings.find(({ verdict, words }) => verdict === 'not-offered' && pattern.test(words))?.words ?? null
  );
}
