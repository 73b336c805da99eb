import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import { decodeUrlName, readObjectListing, readVersionListing } from './listing-pages.ts';
import { parseListing } from './listing-parser.ts';
import { scanListing } from './listing-scanner.ts';

/** Text as it may stand in XML 1.0, hostile parts often. */
const xmlText = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'grapheme' }) },
      fc.constantFrom(
        '&',
        '<',
        '>',
        '"',
        "'",
        ']]>',
        '&amp;',
        '&lt;',
        '%41',
        '+',
        ' ',
        '\t',
        '\n',
        '\r',
        '\r\n',
      ),
      fc.constantFrom(
        '0012',
        '1e5',
        'true',
        '//',
        '..',
        '</Key>',
        '<Contents>',
        '<!--',
        '<![CDATA[',
        '\u{1F600}',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) =>
    parts
      .join('')
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these cannot be in XML.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''),
  );

type Escaper = (text: string) => string;
const named: Escaper = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
const numeric: Escaper = (text) =>
  text.replace(
    /[&<>"'\r\n\t]/g,
    (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`,
  );
const decimal: Escaper = (text) => text.replace(/[&<>'\r]/g, (character) => `&#${character.codePointAt(0)};`);

const entry = fc.record({
  key: xmlText,
  size: fc.bigInt({ min: 0n, max: 2n ** 52n }),
  etag: fc.constantFrom('"9b2cf535f27731c974343645a3985328"', 'abc-3', ''),
  storageClass: fc.constantFrom('STANDARD', 'GLACIER', ''),
  hasOwner: fc.boolean(),
  space: fc.constantFrom('', '\n  ', '\r\n\t'),
  escaper: fc.constantFrom(named, numeric, decimal),
});

function contents(entries: readonly EntryValue[]): string {
  return entries
    .map(({ key, size, etag, storageClass, hasOwner, space, escaper }) =>
      [
        '<Contents>',
        `<Key>${escaper(key)}</Key>`,
        '<LastModified>2025-10-10T08:09:10.123Z</LastModified>',
        etag === '' ? '<ETag/>' : `<ETag>${escaper(etag)}</ETag>`,
        `<Size>${size}</Size>`,
        hasOwner ? '<Owner><ID>me</ID><DisplayName>a &amp; b</DisplayName></Owner>' : '',
        `<StorageClass>${storageClass}</StorageClass>`,
        '</Contents>',
      ].join(space),
    )
    .join('');
}

interface EntryValue {
  readonly key: string;
  readonly size: bigint;
  readonly etag: string;
  readonly storageClass: string;
  readonly hasOwner: boolean;
  readonly space: string;
  readonly escaper: Escaper;
}

function page(inner: string, more = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix/><IsTruncated>false</IsTruncated>${inner}${more}</ListBucketResult>`;
}

describe('the listing scanner', () => {
  test('agrees with the general parser on 2,000 generated pages with hostile keys', () => {
    let scanned = 0;
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 5 }),
        fc.array(xmlText, { maxLength: 2 }),
        (entries, prefixes) => {
          const more = prefixes.map(
            (prefix) => `<CommonPrefixes><Prefix>${named(prefix)}</Prefix></CommonPrefixes>`,
          );
          const document = page(contents(entries), more.join(''));
          const fast = scanListing(document, 'ListBucketResult');
          const general = parseListing(document, 'ListBucketResult');
          expect(general?.entries).toHaveLength(entries.length + prefixes.length);
          if (fast === null) return;
          scanned += 1;
          expect(fast).toEqual(general);
          // Literal line breaks are normalised by XML itself, so only escaped keys must come back exactly.
          for (const [at, { key, escaper }] of entries.entries()) {
            if (escaper !== decimal) expect(fast.entries[at]?.fields.Key).toBe(key);
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(scanned).toBe(2_000);
  });

  test.each([
    ['CDATA', page('<Contents><Key><![CDATA[a&b]]></Key></Contents>'), 'a&b'],
    ['comments', page('<!-- hm --><Contents><Key>k</Key></Contents>'), 'k'],
    ['attributes', page('<Contents a="1"><Key b="2">k</Key></Contents>'), 'k'],
    [
      'a name space prefix',
      page('')
        .replace(/ListBucketResult/g, 's:ListBucketResult')
        .replace('xmlns', 'xmlns:s')
        .replace('</s:', '<Contents><Key>k</Key></Contents></s:'),
      'k',
    ],
  ])('leaves %s to the general parser', (_what, document, key) => {
    expect(scanListing(document, 'ListBucketResult')).toBeNull();
    expect(readObjectListing(Buffer.from(document)).objects.keys).toEqual([key]);
  });

  test('reads a 1,000-key page in less than half the time of the general parser', () => {
    const entries = Array.from(
      { length: 1_000 },
      (_, at) =>
        `<Contents><Key>photos/2024/%E5%9B%BE+${at}.jpg</Key><LastModified>2025-10-10T08:09:10.000Z</LastModified><ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag><Size>${at * 4_096}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    ).join('');
    const body = Buffer.from(page(entries, '<EncodingType>url</EncodingType>'));
    const fastMs = bestOf(60, () => readObjectListing(body));
    const generalMs = bestOf(5, () => parseListing(body.toString(), 'ListBucketResult'));
    expect(generalMs / fastMs).toBeGreaterThan(2);
  });
});

/** The least disturbed of several runs, in milliseconds. */
function bestOf(runs: number, run: () => unknown): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let at = 0; at < runs; at += 1) {
    const startedMs = performance.now();
    run();
    bestMs = Math.min(bestMs, performance.now() - startedMs);
  }
  return bestMs;
}

describe('listing pages', () => {
  test('decode names only when the server says that it encoded them', () => {
    const encoded = page('<Contents><Key>a%2Bb+c%25</Key></Contents>', '<EncodingType>url</EncodingType>');
    expect(readObjectListing(Buffer.from(encoded)).objects.keys).toEqual(['a+b c%']);
    const plain = page('<Contents><Key>a%2Bb+c%25</Key></Contents>');
    expect(readObjectListing(Buffer.from(plain)).objects.keys).toEqual(['a%2Bb+c%25']);
  });

  test('keep names that are no valid encoding readable', () => {
    expect(decodeUrlName('100%')).toBe('100%');
    expect(decodeUrlName('a%FFb')).toBe('a\ufffdb');
    expect(decodeUrlName('%01x')).toBe('\u0001x');
  });

  test('keep versions and delete markers in the order of the server', () => {
    const document =
      '<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>2</NextVersionIdMarker>' +
      '<Version><Key>0012</Key><VersionId>3</VersionId><IsLatest>true</IsLatest><Size>5</Size><ETag>"e"</ETag></Version>' +
      '<DeleteMarker><Key>0012</Key><VersionId>null</VersionId><IsLatest>false</IsLatest></DeleteMarker>' +
      '<Version><Key>0012</Key><VersionId>1</VersionId></Version><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListVersionsResult>';
    const listing = readVersionListing(Buffer.from(document));
    expect(
      listing.versions.map(({ key, versionId, isDeleteMarker }) => [key, versionId, isDeleteMarker]),
    ).toEqual([
      ['0012', '3', false],
      ['0012', 'null', true],
      ['0012', '1', false],
    ]);
    expect(listing).toMatchObject({ prefixes: ['p/'], isTruncated: true, nextVersionIdMarker: '2' });
    expect(parseListing(document, 'ListVersionsResult')).toEqual(scanListing(document, 'ListVersionsResult'));
  });

  const whole = page('<Contents><Key>k</Key><Size>1</Size></Contents><Contents><Key>l</Key></Contents>');
  test('refuse every truncation of a page', () => {
    for (let end = 0; end < whole.length; end += 1) {
      const kind = kindOf(() => readObjectListing(Buffer.from(whole.slice(0, end))));
      expect(kind, whole.slice(0, end)).toBe('malformed-response');
    }
    expect(kindOf(() => readObjectListing(Buffer.from(whole)))).toBe('none');
  });

  test.each([
    '',
    'null',
    '{}',
    '<html><body>hi</body></html>',
    '<Other/>',
    '<ListBucketResult>',
    whole.replace('</Key>', '</Kex>'),
    page('<Contents><Size>1</Size></Contents>'),
  ])('refuse %j', (document) => {
    expect(kindOf(() => readObjectListing(Buffer.from(document)))).toBe('malformed-response');
  });
});

function kindOf(read: () => unknown): string {
  try {
    read();
    return 'none';
  } catch (thrown) {
    return toAppError(thrown).kind;
  }
}
