import type { ReactNode } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatMoment } from '../../../../shared/format/dates.ts';
import type { ReportCard } from '../../../../shared/model/report-card.ts';
import { AppErrorNotice } from '../../../app/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import styles from './report-dialog.module.css';

/** The head of a card: when it was made, whose server it seems to be and by what, and the faults with what is done about them. */
export function ReportSummary({ card }: { card: ReportCard }) {
  const t = useTranslations('connections.report');
  return (
    <>
      {card.problem === null ? null : <AppErrorNotice error={card.problem} lead={t('partial')} />}
      {card.leftBehind.length === 0 ? null : (
        <Notice isAlert tone="warn">
          {t('leftBehind', { what: card.leftBehind.join(', ') })}
        </Notice>
      )}
      <Facts card={card} />
      <Faults card={card} />
    </>
  );
}

function Facts({ card }: { card: ReportCard }) {
  const t = useTranslations('connections.report');
  const place = { locale: useLocale(), nowMs: Date.now() };
  const { vendor, wroteIn } = card;
  const number = new Intl.NumberFormat(place.locale, { maximumFractionDigits: 1 });
  const wrote = wroteIn === null ? t('wroteNothing') : wroteIn.isNew ? t('wroteNew') : wroteIn.bucket;
  const who =
    vendor.id === null
      ? t('vendorUnknown')
      : t('vendorKnown', {
          name: t(`vendors.${vendor.id}`),
          certainty: t(`certainty.${vendor.certainty}`),
        });
  const evidence = vendor.evidence.map(({ sign, value, vendor: whose }) => (
    <li key={`${sign} ${value}`}>
      {t(`signs.${sign}`)}: <code>{value}</code>
      {whose === vendor.id ? '' : ` → ${t(`vendors.${whose}`)}`}
    </li>
  ));
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('vendor'), <strong key="who">{who}</strong>],
    ...(evidence.length === 0
      ? []
      : [
          [
            t('evidence'),
            <ul className={styles.evidence} key="evidence">
              {evidence}
            </ul>,
          ] as const,
        ]),
    [t('address'), `${card.usesTls ? 'https' : 'http'}://${card.host}`],
    [
      t('made'),
      t('madeAt', {
        when: formatMoment(card.madeAtMs, place),
        requests: card.requestCount,
        seconds: number.format(card.durationMs / 1_000),
      }),
    ],
    ...(card.bucket === null || wroteIn?.isNew === true ? [] : [[t('askedAbout'), card.bucket] as const]),
    [t('wroteIn'), wrote],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div className={styles.fact} key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Faults({ card }: { card: ReportCard }) {
  const t = useTranslations('connections.report');
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>{t('faultsTitle')}</h3>
      {card.faults.length === 0 ? (
        <p className={styles.hint}>{t('noFaults')}</p>
      ) : (
        <ul className={styles.faults}>
          {card.faults.map(({ id, seen }) => (
            <li className={styles.fault} key={id}>
              <strong>{t(`faults.what.${id}`)}</strong>
              <span>{t(`faults.does.${id}`)}</span>
              <span className={styles.seen}>
                {t('seen')} <code>{seen}</code>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
