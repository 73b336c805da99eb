import { CircleCheck, CircleHelp, CircleSlash } from 'lucide-react';
import { useTranslations } from 'use-intl';
import {
  type ReportCard,
  type ReportFinding,
  type ReportItemId,
  type ReportSubject,
  reportItem,
  reportItemIds,
  reportSubjects,
} from '../../../../shared/model/report-card.ts';
import { joinClasses } from '../../../ui/class-names.ts';
import { Icon } from '../../../ui/icon.tsx';
import styles from './report-table.module.css';

const icons = { offered: CircleCheck, 'not-offered': CircleSlash, unknown: CircleHelp };

/** Everything that was asked, grouped by subject: offered, not offered or unknown, with the server's own words. */
export function ReportTable({ card }: { card: ReportCard }) {
  const t = useTranslations('connections.report');
  const count = (verdict: ReportFinding['verdict']) =>
    card.findings.filter((finding) => finding.verdict === verdict).length;
  return (
    <div className={styles.around}>
      <p className={styles.count}>
        {t('count', {
          offered: count('offered'),
          missing: count('not-offered'),
          unknown: count('unknown'),
        })}
      </p>
      {reportSubjects.map((subject) => (
        <Subject card={card} key={subject} subject={subject} />
      ))}
    </div>
  );
}

function Subject({ card, subject }: { card: ReportCard; subject: ReportSubject }) {
  const t = useTranslations('connections.report');
  const items = reportItemIds.filter((id) => reportItem(id).subject === subject);
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{t(`subjects.${subject}`)}</caption>
      <thead className={styles.head}>
        <tr>
          <th scope="col">{t('table.item')}</th>
          <th scope="col">{t('table.read')}</th>
          <th scope="col">{t('table.write')}</th>
          <th scope="col">{t('table.words')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Item card={card} item={item} key={item} />
        ))}
      </tbody>
    </table>
  );
}

function Item({ card, item }: { card: ReportCard; item: ReportItemId }) {
  const t = useTranslations('connections.report');
  const findings = card.findings.filter((finding) => finding.item === item);
  const side = (name: ReportFinding['side']) => findings.find((finding) => finding.side === name);
  const words = findings.flatMap((finding) => wordsOf(finding, (why) => t(`why.${why}`)));
  return (
    <tr className={styles.row}>
      <th className={styles.item} scope="row">
        {t(`items.${item}`)}
      </th>
      <td>
        <Verdict finding={side('read')} />
      </td>
      <td>
        <Verdict finding={side('write')} />
      </td>
      <td className={styles.words}>{[...new Set(words)].join(' · ')}</td>
    </tr>
  );
}

function wordsOf(
  { why, words }: ReportFinding,
  reason: (why: NonNullable<ReportFinding['why']>) => string,
): string[] {
  return [
    ...(why === null || (why === 'unclear' && words !== '') ? [] : [reason(why)]),
    ...(words === '' ? [] : [words]),
  ];
}

function Verdict({ finding }: { finding: ReportFinding | undefined }) {
  const t = useTranslations('connections.report.verdicts');
  if (finding === undefined) return null;
  const { verdict } = finding;
  return (
    <span className={joinClasses(styles.verdict, styles[verdict])}>
      <Icon icon={icons[verdict]} size="small" />
      {t(verdict)}
    </span>
  );
}
