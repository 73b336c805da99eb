import type { Endpoint } from '../../../shared/model/connection.ts';
import type { Dialect } from '../dialect.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { supportAt } from './capabilities-of.ts';
import { methodsOf, operations } from './operation-table.ts';
import { type RefusalName, refusal } from './refusals.ts';
import type { GroupName, MethodPath } from './support.ts';

type Groups = Pick<StorageProvider, GroupName>;

/** Methods none of whose operations the provider has, with the reason. A setting knows by itself which documents it has. */
function absentMethods(dialect: Dialect, endpoint: Endpoint): Map<MethodPath, RefusalName> {
  const absent = new Map<MethodPath, RefusalName>();
  const present = new Set<MethodPath>();
  for (const operation of operations) {
    const support = supportAt(operation, dialect, endpoint);
    for (const { kind, path } of methodsOf(operation)) {
      if (support.status === 'not-offered' && kind === 'method') absent.set(path, support.reason);
      else present.add(path);
    }
  }
  for (const path of present) absent.delete(path);
  return absent;
}

/** The groups with every method that the table denies this provider refusing at once, before anything is sent. */
export function refuseAbsent(groups: Groups, dialect: Dialect, endpoint: Endpoint): Groups {
  const refused: Record<string, object> = { ...groups };
  for (const [path, reason] of absentMethods(dialect, endpoint)) {
    const [group = '', name = ''] = path.split('.');
    const refuse = () => Promise.reject(refusal(reason));
    refused[group] = { ...refused[group], [name]: refuse };
  }
  return refused as unknown as Groups;
}
