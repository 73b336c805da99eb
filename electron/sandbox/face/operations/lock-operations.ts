import type { Retention } from '../../store/model.ts';
import { type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import { group, maybe, one, readShaped, text, textOf, word } from '../configuration/xml-shape.ts';
import { FaceError } from '../face-error.ts';
import { parameterOf } from '../face-request.ts';
import { bypassesGovernance, checkRetention, needLock } from '../object-lock.ts';
import { receiveText } from '../receive.ts';
import { findVersion } from '../versions.ts';
import { malformed } from '../xml-reader.ts';
import { element, rootElement } from '../xml-writer.ts';

const mostDocumentBytes = 64 * 1024;
const retentionShape = group({ Mode: maybe(text()), RetainUntilDate: maybe(text()) });
const holdShape = group({ Status: one(word('ON', 'OFF')) });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html */
export function getRetention(call: FaceCall): FaceAnswer {
  needLock(call);
  const { retention } = findVersion(call).attributes;
  if (retention === undefined) throw new FaceError('NoSuchObjectLockConfiguration');
  return {
    status: 200,
    xml: rootElement('Retention', [
      element('Mode', retention.mode),
      element('RetainUntilDate', new Date(retention.untilMs).toISOString()),
    ]),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html */
export async function putRetention(call: FaceCall): Promise<FaceAnswer> {
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
      throw new FaceError('AccessDenied', {
        message: 'Access Denied because object protected by object lock.',
      });
    }
    return { ...attributes, retention: wanted };
  });
  return { status: 200 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html */
export function getLegalHold(call: FaceCall): FaceAnswer {
  needLock(call);
  const { hasLegalHold } = findVersion(call).attributes;
  if (hasLegalHold === undefined) throw new FaceError('NoSuchObjectLockConfiguration');
  const status = element('Status', hasLegalHold ? 'ON' : 'OFF');
  return { status: 200, xml: rootElement('LegalHold', [status]) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html */
export async function putLegalHold(call: FaceCall): Promise<FaceAnswer> {
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

function addressOf(call: FaceCall) {
  return { ...objectOf(call), versionId: parameterOf(call.request, 'versionId') };
}

async function receiveDocument(call: FaceCall): Promise<string> {
  const { text: source, hasIntegrity } = await receiveText(call, mostDocumentBytes);
  if (hasIntegrity) return source;
  throw new FaceError('InvalidRequest', {
    message: 'Missing required header for this request: Content-MD5 OR x-own-checksum-*',
  });
}
