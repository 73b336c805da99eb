import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writtenDocuments } from './check/written-documents.ts';

for (const { file, text } of writtenDocuments()) {
  await writeFile(path.resolve(import.meta.dirname, '..', file), text);
}
