import type { ReportVendor, VendorId, vendorSigns } from '../../../shared/model/report-card.ts';
import type { Observations } from './observe.ts';

type Sign = (typeof vendorSigns)[number];

/** Something by which a vendor can be told: the value that shows it, or null. */
interface VendorClue {
  readonly vendor: VendorId;
  readonly sign: Sign;
  /** 3 proves it, 2 is its own way, 1 is shared with its kin. */
  readonly weight: 1 | 2 | 3;
  find(seen: Observations, host: string): string | null;
}

const inServerHeader = (vendor: VendorId, pattern: RegExp): VendorClue => ({
  vendor,
  sign: 'server-header',
  weight: 3,
  find: ({ headers }) => matching(headers.get('server'), pattern),
});
const inHost = (vendor: VendorId, pattern: RegExp): VendorClue => ({
  vendor,
  sign: 'host-name',
  weight: 3,
  find: (_seen, host) => matching(host.toLowerCase(), pattern),
});
const inHeader = (vendor: VendorId, sign: Sign, weight: 1 | 2, name: string, pattern = /./): VendorClue => ({
  vendor,
  sign,
  weight,
  find({ headers }) {
    const value = matching(headers.get(name), pattern);
    return value === null ? null : `${name}: ${value}`;
  },
});
const inErrors = (vendor: VendorId, sign: Sign, weight: 1 | 2, pattern: RegExp): VendorClue => ({
  vendor,
  sign,
  weight,
  find: ({ errorDocuments }) => {
    for (const document of errorDocuments) {
      const found = pattern.exec(document)?.[0];
      if (found !== undefined) return found;
    }
    return null;
  },
});

/**
 * Where each vendor shows itself: https://docs.aws.amazon.com/general/latest/gr/s3.html,
 * https://docs.ceph.com/en/latest/radosgw/s3/commons/, https://developers.cloudflare.com/r2/api/s3/api/,
 * https://www.tencentcloud.com/document/product/436/7729,
 * https://www.alibabacloud.com/help/en/oss/developer-reference/common-http-headers,
 * https://www.backblaze.com/docs/cloud-storage-s3-compatible-api, https://cloud.google.com/storage/docs/request-endpoints.
 */
const clues: readonly VendorClue[] = [
  inHost('amazon', /\.amazonaws\.com(?:\.cn)?$/),
  inServerHeader('amazon', /^AmazonS3$/),
  // In base64, where MinIO writes hexadecimal digits.
  inHeader('amazon', 'host-id', 1, 'x-amz-id-2', /^(?=.*[G-Zg-z+/])[A-Za-z0-9+/]{60,}=*$/),

  inServerHeader('minio', /^MinIO/i),
  inHeader('minio', 'own-header', 2, 'x-minio-deployment-id'),
  inHeader('minio', 'own-header', 2, 'x-minio-error-code'),
  inErrors('minio', 'error-document', 2, /<Code>XMinio\w+<\/Code>/),
  inHeader('minio', 'host-id', 1, 'x-amz-id-2', /^[0-9a-f]{64}$/),
  inHeader('minio', 'request-id', 1, 'x-amz-request-id', /^1[0-9A-F]{15}$/),

  inServerHeader('ceph', /^(?:Ceph|rgw)/i),
  inHeader('ceph', 'request-id', 2, 'x-amz-request-id', /^tx[0-9a-f]{10,}-[0-9a-f]+-[0-9a-f]+-/i),
  inHeader('ceph', 'own-header', 2, 'x-rgw-object-type'),
  inErrors('ceph', 'host-id', 2, /<HostId>[0-9a-f]+-[\w.-]+-[\w.-]+<\/HostId>/),

  inServerHeader('garage', /^Garage/i),
  inErrors('garage', 'error-document', 1, /<Region>garage<\/Region>/),
  inHeader('garage', 'own-header', 2, 'x-garage-version'),

  inServerHeader('seaweedfs', /^SeaweedFS/i),

  inHost('r2', /\.r2\.cloudflarestorage\.com$/),
  inHeader('r2', 'own-header', 1, 'cf-ray'),

  inHost('cos', /\.(?:myqcloud|tencentcos)\.c(?:om|n)$/),
  inServerHeader('cos', /^tencent-cos$/i),
  inHeader('cos', 'own-header', 1, 'x-cos-request-id'),

  inHost('oss', /\.aliyuncs\.com$/),
  inServerHeader('oss', /^AliyunOSS$/i),
  inHeader('oss', 'own-header', 1, 'x-oss-request-id'),

  inHost('wasabi', /\.wasabisys\.com$/),
  inServerHeader('wasabi', /^WasabiS3/i),
  inHost('backblaze', /\.backblazeb2\.com$/),
  inHost('google', /^(?:.*\.)?storage\.googleapis\.com$/),
  inServerHeader('google', /^UploadServer$/),
  inHeader('google', 'own-header', 2, 'x-guploader-uploadid'),

  inServerHeader('sandbox', /^StowageSandbox/),
];

/** Whose server it seems to be, with what shows it. Signs of others than the one that is named are evidence too. */
export function tellVendor(seen: Observations, host: string): ReportVendor {
  const found = clues.flatMap((clue) => {
    const value = clue.find(seen, host);
    return value === null ? [] : [{ clue, value: value.slice(0, 200) }];
  });
  const weights = new Map<VendorId, number>();
  for (const { clue } of found) weights.set(clue.vendor, (weights.get(clue.vendor) ?? 0) + clue.weight);
  const [first, second] = [...weights].toSorted(([, a], [, b]) => b - a);
  const evidence = found
    .map(({ clue: { sign, vendor }, value }) => ({ sign, vendor, value }))
    .toSorted((a, b) => Number(b.vendor === first?.[0]) - Number(a.vendor === first?.[0]));
  if (first === undefined) return { id: null, certainty: 'guess', evidence };
  const [id, weight] = first;
  const isContested = second !== undefined && weight - second[1] < 2;
  const certainty = weight >= 3 && !isContested ? 'sure' : isContested || weight === 1 ? 'guess' : 'likely';
  return { id, certainty, evidence };
}

function matching(value: string | undefined, pattern: RegExp): string | null {
  return value !== undefined && pattern.test(value) ? value : null;
}
