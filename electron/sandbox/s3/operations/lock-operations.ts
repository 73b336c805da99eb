import type { Retention } from '../../store/model.ts';
import { group, maybe, one, readShaped, text, textOf, word } from '../configuration/xml-shape.ts';
import { objectOf, type S3Answer, type S3Call } from '../context.ts';
import { bypassesGovernance, checkRetention, needLock } from '../object-lock.ts';
import { receiveText } from '../receive.ts';
import { S3Error } from '../s3-error.ts';
import { parameterOf } from '../s3-request.ts';
import { findVersion } from '../versions.ts';
import { malformed } from '../xml-reader.ts';
import { element, rootElement, xmlDocument } from '../xml-writer.ts';

const mostDocumentBytes = 64 * 1024;
const retentionShape = group({ Mode: maybe(text()), RetainUntilDate: maybe(text()) });
const holdShape = group({ Status: one(word('ON', 'OFF')) });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html */
export function getRetention(call: S3Call): S3Answer {
  needLock(call);
  const { retention } = findVersion(call).attributes;
  if (retention === undefined) throw new S3Error('NoSuchObjectLockConfiguration');
  return {
    status: 200,
    xml: xmlDocument(
      rootElement('Retention', [
        element('Mode', retention.mode),
        element('RetainUntilDate', new Date(retention.untilMs).toISOString()),
      ]),
    ),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html */
export async function putRetention(call: S3Call): Promise<S3Answer> {
  needLock(call);
  findVersion(call);
  const source = await receiveDocument(call);
  const root = readShaped(source, 'Retention', retentionShape);
  const [mode, until] = [textOf(root, 'Mode'), textOf(root, 'RetainUntilDate')];
  if ((mode === null) !== (until === null)) throw malformed();
  const wanted = mode === null ? undefined : checkRetention(mode, until ?? '', call.now());
  const mayBypass = bypassesGovernance(call);
  call.store.objects.setAttributes(addressOf(call), ({ attributes }) => {
    if (!canChange(attributes.retention, wanted, { nowMs: call.now(), mayBypass })) {
      throw new S3Error('AccessDenied', {
        message: 'Access Denied because object protected by object lock.',
      });
    }
    return { ...attributes, retention: wanted };
  });
  return { status: 200 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html */
export function getLegalHold(call: S3Call): S3Answer {
  needLock(call);
  const { hasLegalHold } = findVersion(call).attributes;
  if (hasLegalHold === undefined) throw new S3Error('NoSuchObjectLockConfiguration');
  const status = element('Status', hasLegalHold ? 'ON' : 'OFF');
  return { status: 200, xml: xmlDocument(rootElement('LegalHold', [status])) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html */
export async function putLegalHold(call: S3Call): Promise<S3Answer> {
  needLock(call);
  findVersion(call);
  const root = readShaped(await receiveDocument(call), 'LegalHold', holdShape);
  const hasLegalHold = textOf(root, 'Status') === 'ON';
  call.store.objects.setAttributes(addressOf(call), ({ attributes }) => ({ ...attributes, hasLegalHold }));
  return { status: 200 };
}

/** A lock that holds may be made longer; anything else needs that it is GOVERNANCE, and the right to step over it. */
function canChange(
  current: Retention | undefined,
  wanted: Retention | undefined,
  { nowMs, mayBypass }: { nowMs: number; mayBypass: boolean },
): boolean {
  if (current === undefined || current.untilMs <= nowMs) return true;
  if (wanted?.mode === current.mode && wanted.untilMs >= current.untilMs) return true;
  return current.mode === 'GOVERNANCE' && mayBypass;
}

function addressOf(call: S3Call) {
  return { ...objectOf(call), versionId: parameterOf(call.request, 'versionId') };
}

async function receiveDocument(call: S3Call): Promise<string> {
  const { text: source, hasIntegrity } = await receiveText(call, mostDocumentBytes);
  if (hasIntegrity) return source;
  throw new S3Error('InvalidRequest', {
    message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
  });
}
