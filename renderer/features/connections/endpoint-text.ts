/** What a typed or pasted address says. null where it does not say. */
export interface EndpointText {
  readonly usesTls: boolean | null;
  readonly host: string;
  readonly port: number | null;
  /** From the host names of AWS, or null. */
  readonly region: string | null;
  /** First part of the path, or of an AWS host name that begins with a bucket. */
  readonly bucket: string | null;
  /** The rest of the path; empty without one. */
  readonly prefix: string;
  /** The whole path without its first slash. */
  readonly path: string;
}

const hostPattern = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])$/;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
const awsPattern = /^(?:(.+)\.)?s3(?:\.dualstack)?[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(\.cn)?$/;

/**
 * Splits an address as people have it at hand: `minio.example:9000`, `https://s3.eu-west-1.amazonaws.com`,
 * `http://[::1]:9000/bucket/prefix/`. A user name, a password, a query and a fragment are dropped, because none of them
 * belongs to an endpoint and some are secrets. null when there is no host in it or its port is not one.
 */
export function parseEndpointText(text: string): EndpointText | null {
  const match =
    /^(?!(?!https?:)[a-z][a-z0-9+.-]*:\/\/)(?:(https?):\/\/)?(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?(\/[^?#]*)?(?:[?#].*)?$/i.exec(
      text.trim(),
    );
  if (match === null) return null;
  const [, scheme, rawHost = '', rawPort = '', path = ''] = match;
  const port = rawPort === '' ? null : Number(rawPort);
  if (!hostPattern.test(rawHost) || (port !== null && (port < 1 || port > 65_535))) return null;
  const usesTls = scheme === undefined ? null : scheme.toLowerCase() === 'https';
  const [pathBucket = '', ...rest] = path.split('/').slice(1).map(decodeSegment);
  const whole = [pathBucket, ...rest].join('/');
  const base = { usesTls, port: isSchemesOwn(usesTls, port) ? null : port, path: whole };
  const aws = awsPattern.exec(rawHost.toLowerCase());
  if (aws === null) {
    return { ...base, host: rawHost, region: null, bucket: pathBucket || null, prefix: rest.join('/') };
  }
  const [, hostBucket, region = null, country = ''] = aws;
  const host = `s3.${region}.amazonaws.com${country}`;
  if (hostBucket !== undefined) return { ...base, host, region, bucket: hostBucket, prefix: whole };
  return { ...base, host, region, bucket: pathBucket || null, prefix: rest.join('/') };
}

function isSchemesOwn(usesTls: boolean | null, port: number | null): boolean {
  return (usesTls === true && port === 443) || (usesTls === false && port === 80);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
