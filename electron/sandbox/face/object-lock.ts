import type { Retention, StoredVersion } from '../store/model.ts';
import { authorize } from './access/authorize.ts';
import { bucketOf, type FaceCall, objectOf, settingOf } from './call.ts';
import { partOf, textOf } from './configuration/xml-shape.ts';
import { FaceError, invalidArgument } from './face-error.ts';
import { headerOf } from './face-request.ts';
import { malformed, readXml, type XmlElement } from './xml-reader.ts';

const modeHeader = 'x-own-object-lock-mode';
const untilHeader = 'x-own-object-lock-retain-until-date';
const holdHeader = 'x-own-object-lock-legal-hold';
const bypassHeader = 'x-own-bypass-governance-retention';
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
export function readLockWish(call: FaceCall, options: { needsDigest: boolean }): LockWish {
  const { request, store, now } = call;
  const bucket = store.buckets.find(bucketOf(call));
  const [mode, until, hold] = lockHeaderNames.map((name) => headerOf(request, name) ?? null);
  const isAsked = [mode, until, hold].some((value) => value !== null);
  if (isAsked && !bucket.hasObjectLock) throw missingLock();
  if (isAsked && options.needsDigest && !hasDigest(call)) {
    throw new FaceError('InvalidRequest', {
      message:
        'Content-MD5 OR x-own-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    });
  }
  if ((mode === null) !== (until === null)) {
    const [name] = mode === null ? [modeHeader] : [untilHeader];
    throw invalidArgument(
      name ?? '',
      '',
      'x-own-object-lock-retain-until-date and x-own-object-lock-mode must both be supplied',
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
export function bypassesGovernance(call: FaceCall, key: string | null = call.request.key): boolean {
  const text = headerOf(call.request, bypassHeader)?.toLowerCase() ?? 'false';
  if (text !== 'true' && text !== 'false') {
    throw invalidArgument(bypassHeader, text, 'The value must be true or false.');
  }
  if (text === 'true') {
    authorize(call, { action: 'BypassGovernanceRetention', bucket: bucketOf(call), key });
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
export function needLock(call: FaceCall): void {
  if (!call.store.buckets.find(objectOf(call).bucket).hasObjectLock) throw missingLock();
}

function missingLock(): FaceError {
  return new FaceError('InvalidRequest', { message: 'Bucket is missing Object Lock Configuration' });
}

function hasDigest({ request }: FaceCall): boolean {
  const names = [...request.headers.keys()];
  return names.some(
    (name) => name === 'content-md5' || name === 'x-own-trailer' || /^x-own-checksum-(crc|sha)/.test(name),
  );
}

function defaultRetention(call: FaceCall): Retention | null {
  const { store, now } = call;
  const { hasObjectLock } = store.buckets.find(bucketOf(call));
  const source = hasObjectLock ? settingOf(call, 'object-lock') : null;
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
