import type { BucketCensus, ObjectSum } from '../../shared/model/listing-index.ts';
import type { ListingColumns } from './listing-columns.ts';

const dayMs = 86_400_000;
const ageDays = [7, 30, 90, 365] as const;
/** More parts than a person looks at, or a treemap can show. */
const maxPrefixes = 200;
const maxExtensions = 40;

/** What is in a bucket below a prefix: counts and bytes by class, kind, age and the parts one level down. */
export function takeCensus(
  columns: ListingColumns,
  classNames: ReadonlyMap<number, string>,
  prefix: string,
  nowMs: number,
): BucketCensus {
  const { sizes, times, classIds, extensionIds, keys } = columns;
  const { first, end } = columns.rowsBelow(prefix);
  const lengthBytes = Buffer.byteLength(prefix);
  const classes = new Sums<number>();
  const extensions = new Sums<number>();
  const ages = new Sums<string>();
  const parts = new Sums<string>();
  let part = '';
  let partEnd = first;
  for (let row = first; row < end; row += 1) {
    const size = sizes[row] ?? 0;
    const ageMs = nowMs - (times[row] ?? 0);
    classes.add(classIds[row] ?? 0, size);
    extensions.add(extensionIds[row] ?? 0, size);
    ages.add(String(ageDays.find((days) => ageMs <= days * dayMs) ?? 'older'), size);
    if (row >= partEnd) {
      const next = columns.nextSlash(row, lengthBytes);
      const hasPart = next !== -1;
      part = hasPart ? keys.bytes.toString('utf8', keys.start(row) + lengthBytes, next + 1) : '';
      // Keys of one part stand together: its end is looked up once.
      partEnd = hasPart ? columns.rowsBelow(prefix + part).end : row + 1;
    }
    parts.add(part, size);
  }
  const byClass = classes.sorted((id) => classNames.get(id) ?? '');
  return {
    objectCount: end - first,
    sizeBytes: byClass.reduce((bytes, sum) => bytes + sum.sizeBytes, 0),
    storageClasses: byClass,
    extensions: withRest(
      extensions.sorted((id) => columns.extensions[id] ?? ''),
      maxExtensions,
    ),
    ages: [...ageDays.map(String), 'older'].flatMap(
      (name) => ages.sorted(String).find((sum) => sum.name === name) ?? [],
    ),
    prefixes: withRest(parts.sorted(String), maxPrefixes),
  };
}

class Sums<Id> {
  readonly #sums = new Map<Id, { objectCount: number; sizeBytes: number }>();

  add(id: Id, sizeBytes: number): void {
    const sum = this.#sums.get(id);
    if (sum === undefined) this.#sums.set(id, { objectCount: 1, sizeBytes });
    else {
      sum.objectCount += 1;
      sum.sizeBytes += sizeBytes;
    }
  }

  /** Biggest first. */
  sorted(nameOf: (id: Id) => string): ObjectSum[] {
    return [...this.#sums]
      .map(([id, sum]) => ({ name: nameOf(id), ...sum }))
      .toSorted((a, b) => b.sizeBytes - a.sizeBytes || (a.name < b.name ? -1 : 1));
  }
}

/** The biggest, and all others in one sum named `…`. */
function withRest(sums: readonly ObjectSum[], max: number): ObjectSum[] {
  if (sums.length <= max) return [...sums];
  const rest = sums.slice(max - 1);
  return [
    ...sums.slice(0, max - 1),
    {
      name: '…',
      objectCount: rest.reduce((count, sum) => count + sum.objectCount, 0),
      sizeBytes: rest.reduce((bytes, sum) => bytes + sum.sizeBytes, 0),
    },
  ];
}
