import { useLocale, useTranslations } from 'use-intl';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatExactDate, formatMoment } from '../../../shared/format/dates.ts';
import { type ExistingSide, type JobItem, sameTimeMs } from '../../../shared/model/transfer.ts';
import styles from './conflict-dialog.module.css';

/** Size and time of what comes and of what has its name, with what that means in words below. */
export function ConflictSides({ item }: { item: JobItem }) {
  const t = useTranslations('transfers.conflict');
  const locale = useLocale();
  const { existing } = item;
  const age = ageOf(item);
  return (
    <>
      <table aria-label={t('sides')} className={styles.sides}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('incoming')}</th>
            <th scope="col">{t('existing')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('size')}</th>
            <td>{formatBytes(item.sizeBytes, locale)}</td>
            <td>{existing === null ? t('unknown') : formatBytes(existing.sizeBytes, locale)}</td>
          </tr>
          <tr>
            <th scope="row">{t('changed')}</th>
            <Moment side={item} />
            <Moment side={existing} />
          </tr>
        </tbody>
      </table>
      {existing === null ? null : (
        <ul className={styles.verdict}>
          {age === null ? null : <li>{t(`ages.${age}`)}</li>}
          <li>{t(existing.sizeBytes === item.sizeBytes ? 'sizes.same' : 'sizes.different')}</li>
        </ul>
      )}
    </>
  );
}

function Moment({ side }: { side: ExistingSide | null }) {
  const t = useTranslations('transfers.conflict');
  const place = { locale: useLocale(), nowMs: Date.now() };
  const atMs = side?.modifiedAtMs ?? null;
  return atMs === null ? (
    <td>{t('unknown')}</td>
  ) : (
    <td title={formatExactDate(atMs, place)}>{formatMoment(atMs, place)}</td>
  );
}

/** How old what comes is beside what is there; null when a time is not known. */
function ageOf({ modifiedAtMs, existing }: JobItem): 'newer' | 'older' | 'same' | null {
  if (modifiedAtMs === null || existing === null || existing.modifiedAtMs === null) return null;
  const laterMs = modifiedAtMs - existing.modifiedAtMs;
  if (Math.abs(laterMs) < sameTimeMs) return 'same';
  return laterMs > 0 ? 'newer' : 'older';
}
