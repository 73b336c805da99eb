import { join } from 'node:path';
import type { PlanForm } from '../../shared/model/folder-sync.ts';
import type { JobRequest } from '../../shared/model/transfer.ts';
import { type Commands, commandLine, commandsOf } from './commands.ts';
import type { Journal } from './journal/journal.ts';
import type { ItemRecord, JobRecord } from './journal/records.ts';

const pathPrefix = 'path:';

/**
 * One page of what a job would do, or did, item by item: JSON lines, or one command a line for a program that has its
 * own keys. A copy to another connection is no command of one program: its lines are comments that say so, as are those
 * of files that a browser page holds. `nextAfterId` is null on the last page.
 */
export function jobPlanText(
  job: JobRecord,
  journal: Journal,
  form: PlanForm,
  page: { readonly afterId: number; readonly limit: number },
): { text: string; nextAfterId: number | null } {
  const items = journal.items.list(job.id, null, page.afterId, page.limit);
  const roots = new Map(
    journal.jobs.sources(job.id).map(({ ordinal, journalRef }) => [ordinal, rootOf(journalRef)]),
  );
  const lines = items.map((item) =>
    form === 'json'
      ? dataLine(job, item)
      : commandsFor(job, item, roots.get(item.source) ?? null, commandsOf(form)),
  );
  const nextAfterId = items.length < page.limit ? null : (items.at(-1)?.id ?? null);
  return { text: lines.map((line) => `${line}\n`).join(''), nextAfterId };
}

function dataLine(job: JobRecord, item: ItemRecord): string {
  const { kind, bucket, connectionId } = job.request;
  const { key, state, sizeBytes } = item;
  const otherName = item.targetName ?? item.otherName;
  return JSON.stringify({ kind, connectionId, bucket, key, otherName, sizeBytes, state });
}

function commandsFor(job: JobRecord, item: ItemRecord, root: string | null, words: Commands): string {
  const { request } = job;
  const object = words.address(request.bucket, item.key);
  switch (request.kind) {
    case 'upload':
      return root === null || item.type === 'folder'
        ? comment(`${item.key}: no file that a program could read`)
        : commandLine(words.copy(join(root, item.otherName), object));
    case 'download':
      return item.type === 'folder'
        ? commandLine(['mkdir', '-p', '--', join(job.localFolder ?? '', item.otherName)])
        : commandLine(words.copy(object, join(job.localFolder ?? '', item.otherName)));
    case 'delete':
      return commandLine(words.remove(object));
    default:
      return copyLines(request, item, object, words);
  }
}

function copyLines(
  request: Extract<JobRequest, { kind: 'copy' | 'move' }>,
  item: ItemRecord,
  object: string,
  words: Commands,
): string {
  if (request.target.connectionId !== request.connectionId) {
    return comment(`${item.key}: goes to another server, which takes two programs`);
  }
  const copy = commandLine(words.copy(object, words.address(request.target.bucket, item.otherName)));
  return request.kind === 'copy' ? copy : `${copy} && ${commandLine(words.remove(object))}`;
}

/** A line break in a key must not begin a command. */
function comment(text: string): string {
  return `# ${text.replace(/[\r\n]/gu, ' ')}`;
}

/** The folder that names of a source begin in; null for one that is no path. */
function rootOf(journalRef: string | null): string | null {
  return journalRef?.startsWith(pathPrefix) ? join(journalRef.slice(pathPrefix.length), '..') : null;
}
