import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpToLine, type LucideIcon } from 'lucide-react';
import { type KeyboardEvent, useContext } from 'react';
import { useTranslations } from 'use-intl';
import { type Job, jobPriorities } from '../../../shared/model/transfer.ts';
import { formatShortcut } from '../../app/commands.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { CommandContext } from '../../app/use-commands.ts';
import { MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { type QueueMove, queueMoves, targetOf } from './job-list.ts';

const icons: Readonly<Record<QueueMove, LucideIcon>> = {
  top: ArrowUpToLine,
  up: ArrowUp,
  down: ArrowDown,
  bottom: ArrowDownToLine,
};
const shortcuts: Readonly<Record<QueueMove, string>> = {
  top: 'Alt+Home',
  up: 'Alt+ArrowUp',
  down: 'Alt+ArrowDown',
  bottom: 'Alt+End',
};

/** Where a job stands in the queue, and how much it counts there. */
export function JobEntries({ job }: { job: Job }) {
  const t = useTranslations('transfers.menu');
  const store = useAppStoreApi();
  const platform = useContext(CommandContext)?.platform ?? 'linux';
  const list = useAppStore((state) => state.transfers);
  const { setPriority, move } = store.getState().transfers;
  return (
    <>
      {jobPriorities.map((priority) => (
        <MenuItem
          isSelected={job.priority === priority}
          key={priority}
          onAction={() => void setPriority(job.id, priority)}
        >
          {t(`priorities.${priority}`)}
        </MenuItem>
      ))}
      <MenuSeparator />
      {queueMoves.map((where) => (
        <MenuItem
          icon={icons[where]}
          isDisabled={targetOf(list, job.id, where) === undefined}
          key={where}
          onAction={() => void move(job.id, where)}
          shortcut={formatShortcut(shortcuts[where], platform)}
        >
          {t(`moves.${where}`)}
        </MenuItem>
      ))}
    </>
  );
}

/** The move that a key press in a row of the queue means; null for any other key. */
export function moveOfKey({ altKey, key }: Pick<KeyboardEvent, 'altKey' | 'key'>): QueueMove | null {
  if (!altKey) return null;
  return queueMoves.find((move) => shortcuts[move] === `Alt+${key}`) ?? null;
}
