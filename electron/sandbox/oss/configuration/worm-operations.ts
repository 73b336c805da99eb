import { bucketOf, type FaceAnswer, type FaceCall } from '../../face/call.ts';
import { group, one, readShaped, textOf, wholeNumber } from '../../face/configuration/xml-shape.ts';
import { documentTime } from '../../face/document-time.ts';
import { parameterOf } from '../../face/face-request.ts';
import { receiveText } from '../../face/receive.ts';
import { element, rootElement } from '../../face/xml-writer.ts';

const mostDocumentBytes = 4 * 1024;
const shape = group({ RetentionPeriodInDays: one(wholeNumber) });

/** https://www.alibabacloud.com/help/en/oss/developer-reference/initiatebucketworm */
export async function initiateWorm(call: FaceCall): Promise<FaceAnswer> {
  const days = await receiveDays(call, 'InitiateWormConfiguration');
  const { wormId } = call.store.worms.initiate(bucketOf(call), days);
  return { status: 200, headers: { 'x-own-worm-id': wormId } };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/completebucketworm */
export function completeWorm(call: FaceCall): FaceAnswer {
  call.store.worms.complete(bucketOf(call), parameterOf(call.request, 'wormId') ?? '');
  return { status: 200 };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/extendbucketworm */
export async function extendWorm(call: FaceCall): Promise<FaceAnswer> {
  const wormId = parameterOf(call.request, 'wormId') ?? '';
  const days = await receiveDays(call, 'ExtendWormConfiguration');
  call.store.worms.extend(bucketOf(call), wormId, days);
  return { status: 200 };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/abortbucketworm */
export function abortWorm(call: FaceCall): FaceAnswer {
  call.store.worms.abort(bucketOf(call));
  return { status: 204 };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketworm */
export function getWorm(call: FaceCall): FaceAnswer {
  const { wormId, state, days, createdAtMs } = call.store.worms.find(bucketOf(call));
  return {
    status: 200,
    xml: rootElement('WormConfiguration', [
      element('WormId', wormId),
      element('State', state === 'locked' ? 'Locked' : 'InProgress'),
      element('RetentionPeriodInDays', days),
      element('CreationDate', documentTime(createdAtMs)),
    ]),
  };
}

async function receiveDays(call: FaceCall, rootName: string): Promise<number> {
  const { text } = await receiveText(call, mostDocumentBytes);
  return Number(textOf(readShaped(text, rootName, shape), 'RetentionPeriodInDays'));
}
