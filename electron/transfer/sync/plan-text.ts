import { join } from 'node:path';
import type { PlanForm, SyncEntry, SyncPlan } from '../../../shared/model/folder-sync.ts';
import { commandLine, commandsOf } from '../commands.ts';

/**
 * A plan as text: all of it as JSON, or one command a line that does what the plan does, for a program that has its own
 * keys. `folder` is the absolute path.
 */
export function planText(
  plan: SyncPlan,
  entries: readonly SyncEntry[],
  folder: string,
  form: PlanForm,
): string {
  if (form === 'json') return `${JSON.stringify({ ...plan, folder, entries }, null, 2)}\n`;
  const { direction, bucket, isMirror } = plan.request;
  const words = commandsOf(form);
  const lines = entries.flatMap((entry) => {
    const { change, localPath, key } = entry;
    const object = words.address(bucket, key);
    const file = join(folder, localPath);
    if (isMoved(entry)) {
      return [commandLine(direction === 'up' ? words.copy(file, object) : words.copy(object, file))];
    }
    if (change !== 'deleted' || !isMirror) return [];
    return [commandLine(direction === 'up' ? words.remove(object) : ['rm', '--', file])];
  });
  return lines.map((text) => `${text}\n`).join('');
}

/** What cannot be compared is moved: rather once too often than never. */
export function isMoved({ change }: SyncEntry): boolean {
  return change === 'new' || change === 'changed' || change === 'unknown';
}
