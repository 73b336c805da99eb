import { type AppError, toAppError } from '../../../../shared/model/app-error.ts';
import type { ObjectChange } from '../../../../shared/model/object-change.ts';
import { type Check, NotOffered } from '../check.ts';
import { expectEqual } from '../expectations.ts';

/** How long it is waited for a change to be told. */
const TOLD_WITHIN_MS = 20_000;

/** Changes told while they happen. */
export const liveChecks: readonly Check[] = [
  {
    group: 'live',
    operation: 'listenBucketNotification',
    async run({ provider, bucket }) {
      const stop = new AbortController();
      const end = AbortSignal.any([stop.signal, AbortSignal.timeout(TOLD_WITHIN_MS)]);
      const place = { bucket, key: 'told/ü +.txt' };
      let told: ObjectChange | null = null;
      let failure: unknown = null;
      const interruptions: string[] = [];
      const input = { bucket, prefix: 'told/', suffix: '.txt', pingSeconds: 1 };
      const listener = {
        opened: (): void => {
          provider.objects.putObject({ ...place, body: Buffer.from('hello') }).catch((thrown: unknown) => {
            failure = thrown;
            stop.abort();
          });
        },
        change: (change: ObjectChange): void => {
          told = change;
          stop.abort();
        },
        interrupted: ({ message }: AppError): void => {
          interruptions.push(message);
          if (interruptions.length > 1) stop.abort();
        },
      };
      try {
        await provider.live.listen(input, listener, { signal: end });
      } catch (thrown) {
        if (toAppError(thrown).kind !== 'cancelled') throw thrown;
      }
      if (failure !== null) throw failure;
      if (told === null && interruptions.length > 1) {
        throw new NotOffered(`The stream ends before it tells of anything: ${interruptions[0]}`);
      }
      if (told === null) throw new Error(`tells of nothing within ${TOLD_WITHIN_MS / 1_000} seconds`);
      const { bucket: where, key, sizeBytes }: ObjectChange = told;
      expectEqual('change', [where, key, sizeBytes], [bucket, place.key, 5]);
    },
  },
];
