import {
  ArrowRightLeft,
  ChevronDown,
  ChevronRight,
  CircleAlert,
  CircleCheck,
  Copy,
  Download,
  EllipsisVertical,
  FolderOpen,
  type LucideIcon,
  Pause,
  Play,
  RotateCcw,
  Trash2,
  Upload,
  X,
} from 'lucide-react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatBytesOf, formatCount, formatRate } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import type { Job, JobKind } from '../../../shared/model/transfer.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { IconButton } from '../../ui/button.tsx';
import { joinClasses } from '../../ui/class-names.ts';
import type { MenuPoint } from '../../ui/context-menu.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Tag } from '../../ui/tag.tsx';
import { JobItems } from './job-items.tsx';
import { isEnded, jobProgress } from './job-list.ts';
import { JobEntries, moveOfKey } from './job-menu.tsx';
import { useJobTitle } from './job-title.ts';
import { JobWayOut } from './job-way-out.tsx';
import { type JobAction, jobActions, jobProblem } from './job-words.ts';
import styles from './transfers-dock.module.css';

const kindIcons: Readonly<Record<JobKind, LucideIcon>> = {
  upload: Upload,
  download: Download,
  copy: Copy,
  move: ArrowRightLeft,
  delete: Trash2,
};

const actionIcons: Readonly<Record<JobAction, LucideIcon>> = {
  run: Play,
  pause: Pause,
  resume: Play,
  retryFailed: RotateCcw,
  revealLocal: FolderOpen,
  cancel: X,
  remove: X,
};

/** One job: what it moves where, how far it is, and what can be done. Opened, it lists its items. */
export function JobRow({
  jobId,
  isOpen,
  onToggle,
  onMenu,
}: {
  jobId: string;
  isOpen: boolean;
  onToggle: () => void;
  onMenu: (at: MenuPoint) => void;
}) {
  const t = useTranslations('transfers');
  const job = useAppStore((state) => state.transfers.jobs[jobId]);
  const title = useJobTitle(job ?? { title: '', moreCount: 0 });
  const store = useAppStoreApi();
  if (job === undefined) return null;
  const problem = jobProblem(job);
  const isBad = problem !== null;
  // What has ended, or waits for the user, needs words and buttons more than a bar that stands still.
  // Why nothing was done is more than how much of it.
  const hasNumbers = !(isBad && job.state === 'failed');
  const hasBar = !isBad && !isEnded(job);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its buttons take the focus; keys and presses in the row are short for the menu */}
      <div
        className={styles.row}
        onContextMenu={(event) => {
          if (isEnded(job)) return;
          event.preventDefault();
          onMenu({ x: event.clientX, y: event.clientY });
        }}
        onKeyDown={(event) => {
          const move = moveOfKey(event);
          if (move === null || isEnded(job)) return;
          event.preventDefault();
          event.stopPropagation();
          void store.getState().transfers.move(job.id, move);
        }}
      >
        <IconButton
          aria-expanded={isOpen}
          icon={isOpen ? ChevronDown : ChevronRight}
          label={t(isOpen ? 'hideItems' : 'showItems', { title })}
          onPress={onToggle}
          size="small"
        />
        <span className={joinClasses(styles.kind, kindTone(job, isBad))} title={t(`kinds.${job.kind}`)}>
          <Icon icon={isBad ? CircleAlert : job.state === 'done' ? CircleCheck : kindIcons[job.kind]} />
          <span className={styles.hidden}>{t(`kinds.${job.kind}`)}</span>
        </span>
        <span className={joinClasses(styles.what, !hasBar && (hasNumbers ? styles.wide : styles.wholly))}>
          <span className={styles.jobTitle} title={title}>
            {title}
          </span>
          {job.priority === 'normal' || isEnded(job) ? null : (
            <Tag tone={job.priority === 'high' ? 'accent' : 'neutral'}>
              {t(`menu.priorities.${job.priority}`)}
            </Tag>
          )}
          {isBad ? <JobWayOut job={job} onShowItems={isOpen ? undefined : onToggle} /> : <Route job={job} />}
        </span>
        {hasBar ? (
          <ProgressBar
            label={t('progress', { title })}
            tone={job.state === 'running' ? 'accent' : 'neutral'}
            value={jobProgress(job)}
          />
        ) : null}
        {hasNumbers ? <Numbers job={job} /> : <span className={styles.left}>{t(`states.${job.state}`)}</span>}
        <Actions job={job} />
      </div>
      {isOpen ? <JobItems job={job} /> : null}
    </>
  );
}

function kindTone(job: Job, isBad: boolean): string | undefined {
  if (isBad) return job.state === 'failed' ? styles.bad : styles.warn;
  if (job.state === 'done') return styles.good;
  return job.state === 'running' ? styles.accent : undefined;
}

/** From where to where, with the number of files where it is more than one. */
function Route({ job }: { job: Job }) {
  const t = useTranslations('transfers');
  const locale = useLocale();
  const isLocal = job.kind === 'upload' || job.kind === 'download';
  const files =
    job.itemCount > 1
      ? t(isLocal ? 'files' : 'objects', { count: job.itemCount, shown: formatCount(job.itemCount, locale) })
      : '';
  const to = job.kind === 'delete' || job.to === '' ? '' : `→ ${job.to}`;
  const words = [files, to].filter((part) => part !== '').join(' ');
  return (
    <span className={styles.route} title={job.kind === 'delete' ? job.from : `${job.from} → ${job.to}`}>
      {words}
    </span>
  );
}

/** From so many items on, how many are done says more than how many bytes. */
const countedFrom = 100;

function Numbers({ job }: { job: Job }) {
  const t = useTranslations('transfers');
  const locale = useLocale();
  const isByCount = job.kind === 'delete' || job.itemCount >= countedFrom;
  const done = job.doneCount + job.skippedCount;
  const amount = isByCount
    ? isEnded(job) && job.state === 'done'
      ? formatCount(job.itemCount, locale)
      : `${formatCount(done, locale)} / ${formatCount(job.itemCount, locale)}`
    : job.state === 'done'
      ? formatBytes(job.totalBytes, locale)
      : formatBytesOf(job.doneBytes, job.totalBytes, locale);
  const isMoving = job.state === 'running';
  return (
    <>
      <span className={styles.amount}>
        {amount}
        {job.isCounted || isEnded(job) ? null : <span className={styles.dim}>{t('soFar')}</span>}
      </span>
      <span className={styles.speed}>
        {isMoving && job.bytesPerSecond > 0 ? formatRate(job.bytesPerSecond, locale) : null}
      </span>
      <span className={styles.left}>
        {isMoving && job.secondsLeft !== null
          ? formatDuration(job.secondsLeft, locale)
          : isMoving
            ? null
            : t(`states.${job.state}`)}
      </span>
    </>
  );
}

function Actions({ job }: { job: Job }) {
  const t = useTranslations('transfers.actions');
  const tMenu = useTranslations('transfers.menu');
  const title = useJobTitle(job);
  const store = useAppStoreApi();
  const canReveal = useAppStore((state) => state.settings.hostInfo?.host === 'desktop');
  return (
    <span className={styles.actions}>
      {jobActions(job, canReveal).map((action) => (
        <IconButton
          icon={actionIcons[action]}
          key={action}
          label={t(action, { title })}
          onPress={() => void store.getState().transfers.act(action, job.id)}
          size="small"
        />
      ))}
      {isEnded(job) ? null : (
        <Menu
          label={tMenu('label', { title })}
          placement="bottom end"
          trigger={<IconButton icon={EllipsisVertical} label={tMenu('label', { title })} size="small" />}
        >
          <JobEntries job={job} />
        </Menu>
      )}
    </span>
  );
}
