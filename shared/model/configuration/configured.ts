import { z } from 'zod';
import { type ConfigurationName, configurationSchemas } from './documents.ts';

/** Every document a bucket has: those of XML, and its policy, which is JSON. */
export type DocumentName = ConfigurationName | 'policy';
export const xmlDocumentNames = Object.keys(configurationSchemas) as readonly ConfigurationName[];
export const documentNames: readonly DocumentName[] = ['policy', ...xmlDocumentNames];

/** Name a document across the contract. */
export const documentNameSchema = z.enum(documentNames);
export const xmlDocumentNameSchema = z.enum(xmlDocumentNames);

/**
 * A document as a bucket has it.
 * - `value`: its model; the text itself for a policy; null when the bucket has none.
 * - `source`: as people read it, indented XML or JSON; empty when there is none.
 * - `revision`: names this content, so that a change by somebody else is noticed before it is written over.
 * - `isRemovable`: it can be taken away, not only changed. `isReadOnly`: the provider works it out itself.
 */
export const loadedDocumentSchema = z.strictObject({
  value: z.json(),
  source: z.string(),
  format: z.enum(['xml', 'json']),
  revision: z.string(),
  isRemovable: z.boolean(),
  isReadOnly: z.boolean(),
});
export type LoadedDocument = z.infer<typeof loadedDocumentSchema>;

/** Where a source breaks; lines and columns from 1. `message` is the parser's, in English. */
export const sourceProblemSchema = z.strictObject({
  line: z.int().positive(),
  column: z.int().positive(),
  message: z.string(),
});
export type SourceProblem = z.infer<typeof sourceProblemSchema>;

/** How a version of a document came into the history: it was found there before a save, or saved by Stowage. */
export const versionCauses = ['found', 'saved'] as const;

/** A version of a document that is kept on this computer. `source` is empty for a document that was not there. */
export const documentVersionSchema = z.strictObject({
  id: z.int().positive(),
  keptAtMs: z.number(),
  cause: z.enum(versionCauses),
  source: z.string(),
});
export type DocumentVersion = z.infer<typeof documentVersionSchema>;
