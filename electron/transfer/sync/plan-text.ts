import { join } from 'node:path';
import type { PlanForm, SyncEntry, SyncPlan } from '../../../shared/model/folder-sync.ts';

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
  const words = commands[form];
  const lines = entries.flatMap((entry) => {
    const { change, localPath, key } = entry;
    const object = words.address(bucket, key);
    const file = join(folder, localPath);
    if (isMoved(entry)) {
      return [line(direction === 'up' ? words.copy(file, object) : words.copy(object, file))];
    }
    if (change !== 'deleted' || !isMirror) return [];
    return [line(direction === 'up' ? words.remove(object) : ['rm', '--', file])];
  });
  return lines.map((text) => `${text}\n`).join('');
}

/** What cannot be compared is moved: rather once too often than never. */
export function isMoved({ change }: SyncEntry): boolean {
  return change === 'new' || change === 'changed' || change === 'unknown';
}

interface Commands {
  address(bucket: string, key: string): string;
  copy(from: string, to: string): string[];
  remove(object: string): string[];
}

/** `ALIAS` stands for the name that mc knows the server by. */
const commands: Record<Exclude<PlanForm, 'json'>, Commands> = {
  aws: {
    address: (bucket, key) => `s3://${bucket}/${key}`,
    copy: (from, to) => ['aws', 's3', 'cp', '--', from, to],
    remove: (object) => ['aws', 's3', 'rm', '--', object],
  },
  mc: {
    address: (bucket, key) => `ALIAS/${bucket}/${key}`,
    copy: (from, to) => ['mc', 'cp', '--', from, to],
    remove: (object) => ['mc', 'rm', '--', object],
  },
  coscli: {
    address: (bucket, key) => `cos://${bucket}/${key}`,
    copy: (from, to) => ['coscli', 'cp', from, to],
    remove: (object) => ['coscli', 'rm', '--force', object],
  },
  ossutil: {
    address: (bucket, key) => `oss://${bucket}/${key}`,
    copy: (from, to) => ['ossutil', 'cp', '--force', from, to],
    remove: (object) => ['ossutil', 'rm', '--force', object],
  },
};

/** Words of a POSIX shell, each quoted where it has to be. */
function line(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
