import type { Retention, StoredVersion } from '../store/model.ts';
import { authorize } from './access/authorize.ts';
import { partOf, textOf } from './configuration/xml-shape.ts';
import { bucketOf, objectOf, type S3Call } from './context.ts';
import { invalidArgument, S3Error } from './s3-error.ts';
import { headerOf } from './s3-request.ts';
import { malformed, readXml, type XmlElement } from './xml-reader.ts';

const modeHeader = 'x-amz-object-lock-mode';
const untilHeader = 'x-amz-object-lock-retain-until-date';
const holdHeader = 'x-amz-object-lock-legal-hold';
const bypassHeader = 'x-amz-bypass-governance-retention';
const dayMs = 86_400_000;

/** Headers of a write that lock what it stores. */
export const lockHeaderNames = [modeHeader, untilHeader, holdHeader];

/** What a new version is locked with: by the headers of its request, else as the bucket says. */
export interface LockWish {
  readonly retention?: Retention;
  readonly hasLegalHold?: boolean;
}

/**
 * Throws `InvalidRequest` in a bucket without object lock or without a digest of the body, `InvalidArgument`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export function readLockWish(call: S3Call, options: { needsDigest: boolean }): LockWish {
  const { request, store, now } = call;
  const bucket = store.buckets.find(bucketOf(call));
  const [mode, until, hold] = lockHeaderNames.map((name) => headerOf(request, name) ?? null);
  const isAsked = [mode, until, hold].some((value) => value !== null);
  if (isAsked && !bucket.hasObjectLock) throw missingLock();
  if (isAsked && options.needsDigest && !hasDigest(call)) {
    throw new S3Error('InvalidRequest', {
      message:
        'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    });
  }
  if ((mode === null) !== (until === null)) {
    const [name] = mode === null ? [modeHeader] : [untilHeader];
    throw invalidArgument(
      name ?? '',
      '',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  }
  if (hold !== null && hold !== 'ON' && hold !== 'OFF') {
    throw invalidArgument(holdHeader, hold ?? '', 'Legal Hold must be either of ON or OFF');
  }
  const retention = mode ? checkRetention(mode, until ?? '', now()) : defaultRetention(call);
  return {
    ...(retention === null ? {} : { retention }),
    ...(hold === 'ON' ? { hasLegalHold: true } : {}),
  };
}

/** Mode and date as a retention. Throws `InvalidArgument` for another mode and for a date that has passed. */
export function checkRetention(mode: string, until: string, nowMs: number): Retention {
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') {
    throw invalidArgument(modeHeader, mode, 'Unknown wormMode directive.');
  }
  const untilMs = /^\d{4}-\d\d-\d\dT/.test(until) ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(untilMs)) {
    throw invalidArgument(untilHeader, until, 'The retain until date must be provided in ISO 8601 format');
  }
  if (untilMs <= nowMs) {
    throw invalidArgument(untilHeader, until, 'The retain until date must be in the future!');
  }
  return { mode, untilMs };
}

/**
 * True when the caller asks to step over governance; throws AccessDenied when it may not.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html#object-lock-managing-bypass
 */
export function bypassesGovernance(call: S3Call, key: string | null = call.request.key): boolean {
  const text = headerOf(call.request, bypassHeader)?.toLowerCase() ?? 'false';
  if (text !== 'true' && text !== 'false') {
    throw invalidArgument(bypassHeader, text, 'The value must be true or false.');
  }
  if (text === 'true') {
    authorize(call, { action: 's3:BypassGovernanceRetention', bucket: bucketOf(call), key });
  }
  return text === 'true';
}

/** What an answer says of a version's lock. */
export function lockHeaders({ attributes }: Pick<StoredVersion, 'attributes'>): Record<string, string> {
  const { retention, hasLegalHold } = attributes;
  return {
    ...(retention === undefined
      ? {}
      : { [modeHeader]: retention.mode, [untilHeader]: new Date(retention.untilMs).toISOString() }),
    ...(hasLegalHold === undefined ? {} : { [holdHeader]: hasLegalHold ? 'ON' : 'OFF' }),
  };
}

/** Throws `InvalidRequest` in a bucket without object lock. */
export function needLock(call: S3Call): void {
  if (!call.store.buckets.find(objectOf(call).bucket).hasObjectLock) throw missingLock();
}

function missingLock(): S3Error {
  return new S3Error('InvalidRequest', { message: 'Bucket is missing Object Lock Configuration' });
}

function hasDigest({ request }: S3Call): boolean {
  const names = [...request.headers.keys()];
  return names.some(
    (name) => name === 'content-md5' || name === 'x-amz-trailer' || /^x-amz-checksum-(crc|sha)/.test(name),
  );
}

function defaultRetention({ request, store, now }: S3Call): Retention | null {
  const bucket = store.buckets.find(bucketOf({ request }));
  const source = bucket.hasObjectLock ? store.buckets.setting(bucket.id, 'object-lock') : null;
  if (source === null) return null;
  const found: XmlElement | null = partOf(partOf(readXml(source), 'Rule'), 'DefaultRetention');
  if (found === null) return null;
  const days = textOf(found, 'Days');
  const mode = textOf(found, 'Mode');
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw malformed();
  if (days !== null) return { mode, untilMs: now() + Number(days) * dayMs };
  const until = new Date(now());
  until.setUTCFullYear(until.getUTCFullYear() + Number(textOf(found, 'Years')));
  return { mode, untilMs: until.getTime() };
}
