import { type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import {
  group,
  maybe,
  one,
  partOf,
  readShaped,
  textOf,
  wholeNumber,
  word,
} from '../configuration/xml-shape.ts';
import { FaceError } from '../face-error.ts';
import { receiveText } from '../receive.ts';
import { restoreState, restoreTiers, startRestoring } from '../restoring.ts';
import { findVersion, readVersionId, versionHeaders } from '../versions.ts';
import { malformed } from '../xml-reader.ts';

const mostDocumentBytes = 64 * 1024;

/**
 * Starts to restore an object of an archive class: 202, or 200 when it is restored and only its days change. The
 * document names the tier inside the job element of the API. Throws `RestoreAlreadyInProgress`, `InvalidObjectState`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html
 */
export async function restoreObject(call: FaceCall): Promise<FaceAnswer> {
  const { dialect, now, store } = call;
  const { archiveClasses, restoreJobElement } = dialect.objects;
  findVersion(call);
  const { text: source } = await receiveText(call, mostDocumentBytes);
  const { days, tier } = readRestore(source, restoreJobElement);
  const version = findVersion(call);
  if (!archiveClasses.includes(version.attributes.storageClass)) {
    throw new FaceError('InvalidObjectState', {
      message: 'Restore is not allowed for the object’s current storage class',
      fields: { StorageClass: version.attributes.storageClass },
    });
  }
  const state = restoreState(version, now());
  if (state === 'asked') throw new FaceError('RestoreAlreadyInProgress');
  const restoring = startRestoring(state === 'ready' ? null : tier, days, now());
  store.objects.setAttributes({ ...objectOf(call), versionId: readVersionId(call) }, ({ attributes }) => ({
    ...attributes,
    restoring,
  }));
  return { status: state === 'ready' ? 200 : 202, headers: versionHeaders(call, version) };
}

function readRestore(source: string, jobElement: string): { days: number; tier: string } {
  if (source.trim() === '') return { days: 1, tier: 'Standard' };
  const job = group({ Tier: one(word(...restoreTiers)) });
  const root = readShaped(
    source,
    'RestoreRequest',
    group({ Days: one(wholeNumber), [jobElement]: maybe(job) }),
  );
  const days = Number(textOf(root, 'Days'));
  if (days < 1 || days > 365) throw malformed();
  return { days, tier: textOf(partOf(root, jobElement), 'Tier') ?? 'Standard' };
}
