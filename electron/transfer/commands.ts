import type { PlanForm } from '../../shared/model/folder-sync.ts';

/** How a program names objects, copies and removes: each command as its words. */
export interface Commands {
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

/** The commands of a program. */
export function commandsOf(form: Exclude<PlanForm, 'json'>): Commands {
  return commands[form];
}

/** Words of a POSIX shell, each quoted where it has to be. */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
