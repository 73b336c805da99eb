import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CosTrial, startCosTrial } from '../testing/cos-client.ts';
import { methodsOf } from '../testing/watched.ts';
import { tryBucketSettings } from './testing/bucket-settings.ts';
import { tryBuckets } from './testing/buckets.ts';
import { tryObjects } from './testing/objects.ts';
import { tryUploads } from './testing/uploads.ts';

/** Methods of Tencent's SDK that ask a server nothing of their own, and why. */
const notDriven: Readonly<Record<string, string>> = {
  on: 'events of the client itself',
  off: 'events of the client itself',
  emit: 'events of the client itself',
  _addTasks: 'internal',
  _addTask: 'internal',
  _isRunningTask: 'internal',
  getTaskList: 'the queue of uploads in the client',
  cancelTask: 'the queue of uploads in the client',
  pauseTask: 'the queue of uploads in the client',
  restartTask: 'the queue of uploads in the client',
  isUploadRunning: 'the queue of uploads in the client',
  putBucketACL: 'old name of putBucketAcl',
  getBucketACL: 'old name of getBucketAcl',
  putBucketCORS: 'old name of putBucketCors',
  getBucketCORS: 'old name of getBucketCors',
  deleteBucketCORS: 'old name of deleteBucketCors',
  getObjectACL: 'old name of getObjectAcl',
  putObjectACL: 'old name of putObjectAcl',
};

let running: CosTrial;
beforeAll(async () => {
  running = await startCosTrial();
});
afterAll(() => running.sandbox.end());

const trial = () => running;
tryBuckets(trial);
tryBucketSettings(trial);
tryObjects(trial);
tryUploads(trial);

test('every method of the SDK was driven, or is named with the reason why not', () => {
  const methods = methodsOf(running.connect());
  expect(methods.filter((name) => !running.called.has(name) && !Object.hasOwn(notDriven, name))).toEqual([]);
  const needless = Object.keys(notDriven).filter(
    (name) => running.called.has(name) || !methods.includes(name),
  );
  expect(needless).toEqual([]);
});
