import { z } from 'zod';
import { objectKeySchema } from '../model/object.ts';
import { defineArea } from './define.ts';

/** What cut a link's life short of what was asked; null when nothing did. */
export const linkLimits = ['provider-cap', 'credential-expiry'] as const;

/** Links that work without an account. */
export const sharingArea = defineArea({
  methods: {
    /**
     * Issues a presigned GET link. The link is the user's own product and is the one secret that reaches the
     * renderer: it is shown in the dialog that asked for it and kept nowhere.
     */
    issueLink: {
      input: z.strictObject({
        connectionId: z.string().min(1),
        bucket: z.string().min(1),
        key: objectKeySchema,
        versionId: z.string().nullable(),
        /** 1 second to 7 days on S3. */
        expiresInSeconds: z.number().int().min(1).max(604_800),
        disposition: z.enum(['as-stored', 'inline', 'attachment']),
      }),
      output: z.strictObject({
        url: z.string(),
        expiresAtMs: z.number(),
        limitedBy: z.enum(linkLimits).nullable(),
      }),
      isResultSecret: true,
    },
  },
  events: {},
});
