import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { type AppError, toAppError } from '../../shared/model/app-error.ts';
import type { ListingSort, ObjectFilter } from '../../shared/model/listing-index.ts';
import type { ObjectColumns } from '../../shared/model/object.ts';
import { openDatabase } from '../data/database.ts';
import { takeCensus } from './census.ts';
import { type KeyRange, ListingTables, listingMigrations } from './listing-tables.ts';
import { ListingViews } from './listing-views.ts';

/** What the thread with the indexes can be asked; `path` is the file of a bucket's index. */
export type ListingQuestion = { readonly path: string; readonly nowMs: number } & (
  | { readonly ask: 'facts' }
  | { readonly ask: 'merge'; readonly range: KeyRange; readonly page: ObjectColumns }
  | { readonly ask: 'complete'; readonly requestCount: number }
  | { readonly ask: 'open-view'; readonly sort: ListingSort; readonly filter: ObjectFilter }
  | { readonly ask: 'read-view'; readonly viewId: number; readonly offset: number; readonly limit: number }
  | { readonly ask: 'census'; readonly prefix: string }
  | { readonly ask: 'count'; readonly prefix: string }
  /** `path` is a folder here: all indexes in it are closed. */
  | { readonly ask: 'close-below' }
);

export interface ListingRequest {
  readonly id: number;
  readonly question: ListingQuestion;
}
export type ListingAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: AppError };

const opened = new Map<string, { tables: ListingTables; views: ListingViews }>();

function answer(question: ListingQuestion): unknown {
  const { path, nowMs } = question;
  if (question.ask === 'close-below') {
    for (const [file, { tables }] of opened) {
      if (path !== dirname(file)) continue;
      tables.database.close();
      opened.delete(file);
    }
    return null;
  }
  const { tables, views } = indexAt(path, nowMs);
  switch (question.ask) {
    case 'facts':
      return tables.facts();
    case 'merge':
      tables.mergePage(question.range, question.page);
      return tables.facts();
    case 'complete':
      tables.complete(nowMs, question.requestCount);
      // So that the first who sorts does not wait.
      views.warm();
      return tables.facts();
    case 'open-view':
      return views.open(question.sort, question.filter);
    case 'read-view':
      return views.read(question.viewId, question.offset, question.limit);
    case 'count':
      return countOf(views.columns().rowsBelow(question.prefix));
    case 'census':
      return takeCensus(views.columns(), tables.classNames(), question.prefix, nowMs);
  }
}

function countOf({ first, end }: { first: number; end: number }): number {
  return end - first;
}

function indexAt(path: string, nowMs: number) {
  const known = opened.get(path);
  if (known !== undefined) return known;
  // Everything in it can be listed again: a broken file is set aside and a fresh one begun.
  const { database } = openDatabase(path, { migrations: listingMigrations, now: () => nowMs });
  const tables = new ListingTables(database);
  const index = { tables, views: new ListingViews(tables) };
  opened.set(path, index);
  return index;
}

parentPort?.on('message', ({ id, question }: ListingRequest) => {
  let reply: ListingAnswer;
  try {
    reply = { id, value: answer(question) };
  } catch (thrown) {
    reply = { id, error: toAppError(thrown) };
  }
  parentPort?.postMessage(reply);
});
