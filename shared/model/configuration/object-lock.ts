import type { z } from 'zod';
import { inner, number, part, text } from './element.ts';

/**
 * Retention of new objects where the upload says nothing. `objectLockEnabled` is always Enabled; without a rule there
 * is no default. Mode GOVERNANCE or COMPLIANCE, with either days or years
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html).
 */
export const objectLockSchema = part({
  objectLockEnabled: text('ObjectLockEnabled'),
  rule: inner(
    part({
      defaultRetention: inner(
        part({ mode: text('Mode'), days: number('Days'), years: number('Years') }),
        'DefaultRetention',
      ),
    }),
    'Rule',
  ),
});
export type ObjectLock = z.infer<typeof objectLockSchema>;
