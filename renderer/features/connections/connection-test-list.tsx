import { Ban, CircleCheck, CircleMinus, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useLocale, useTranslations } from 'use-intl';
import type { ConnectionTestResult } from '../../../shared/contract/connections.ts';
import { formatNaturalDate } from '../../../shared/format/dates.ts';
import type { AppError, AppErrorAction } from '../../../shared/model/app-error.ts';
import { type ConnectionTestStep, connectionTestSteps } from '../../../shared/model/connection.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { Button } from '../../ui/button.tsx';
import { joinClasses } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './connection-test-list.module.css';
import { formatFingerprint } from './fingerprint.ts';

/** A connection test as the dialog knows it. */
export type TestState =
  | { readonly status: 'running' }
  | { readonly status: 'done'; readonly result: ConnectionTestResult }
  | { readonly status: 'failed'; readonly error: AppError };

type StepResult = ConnectionTestResult['steps'][number];

const icons = { passed: CircleCheck, failed: Ban, skipped: CircleMinus, warning: TriangleAlert };

/** The steps of a test in their order: what passed, which one failed, and what helps. */
export function ConnectionTestList({
  test,
  onAction,
  onTrust,
}: {
  test: TestState;
  onAction: (action: AppErrorAction) => boolean;
  onTrust: (fingerprintSha256: string) => void;
}) {
  const t = useTranslations('connections.test');
  if (test.status === 'failed') return <AppErrorNotice error={test.error} lead={t('notRun')} />;
  const steps = test.status === 'done' ? test.result.steps : null;
  const certificate = test.status === 'done' ? test.result.untrustedCertificate : null;
  const failedAt = connectionTestSteps.findIndex((step) =>
    steps?.some((one) => one.step === step && one.outcome === 'failed'),
  );
  const isPassed = failedAt === -1;
  return (
    <section aria-busy={steps === null} aria-label={t('label')} className={styles.test}>
      <p className={styles.sum} role="status">
        {steps === null ? t('running') : t(isPassed ? 'passed' : 'failed')}
      </p>
      <ul className={styles.steps}>
        {connectionTestSteps.map((step, index) => (
          <Step
            isReached={failedAt === -1 || index < failedAt}
            key={step}
            onAction={onAction}
            result={steps?.find((one) => one.step === step) ?? null}
            step={step}
            withNotice={certificate === null}
          />
        ))}
      </ul>
      {certificate === null ? null : <UntrustedCertificate certificate={certificate} onTrust={onTrust} />}
    </section>
  );
}

function Step({
  step,
  result,
  onAction,
  withNotice,
  isReached,
}: {
  step: ConnectionTestStep;
  result: StepResult | null;
  onAction: (action: AppErrorAction) => boolean;
  withNotice: boolean;
  /** False behind the step that failed. */
  isReached: boolean;
}) {
  const t = useTranslations('connections.test');
  const locale = useLocale();
  const outcome = result?.outcome ?? null;
  // Of a step that failed the notice below tells more.
  const unsaid = outcome === 'skipped' ? t(isReached ? 'skipped' : 'notReached') : '';
  const facts = result?.facts ?? null;
  const detail = facts === null ? unsaid : t(`facts.${facts.fact}`, facts.values as never);
  const milliseconds = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  return (
    <li className={styles.step}>
      <div className={styles.line}>
        <Icon
          className={joinClasses(styles.icon, outcome === null ? styles.running : styles[outcome])}
          icon={outcome === null ? LoaderCircle : icons[outcome]}
        />
        <span className={styles.name}>{t(`steps.${step}`)}</span>
        <span className={styles.detail} title={detail}>
          {detail}
        </span>
        <span className={styles.time}>
          {result === null || outcome === 'skipped' ? '' : `${milliseconds.format(result.durationMs)} ms`}
        </span>
      </div>
      {result?.error == null || !withNotice ? null : (
        <AppErrorNotice error={result.error} onAction={onAction} />
      )}
    </li>
  );
}

function UntrustedCertificate({
  certificate,
  onTrust,
}: {
  certificate: NonNullable<ConnectionTestResult['untrustedCertificate']>;
  onTrust: (fingerprintSha256: string) => void;
}) {
  const t = useTranslations('connections.certificate');
  const place = { locale: useLocale(), nowMs: Date.now() };
  const isExpired = certificate.validToMs < place.nowMs;
  const facts = [
    [t('subject'), certificate.subject],
    [t('issuer'), certificate.issuer],
    [
      t('validity'),
      t('fromTo', {
        from: formatNaturalDate(certificate.validFromMs, place),
        to: formatNaturalDate(certificate.validToMs, place),
      }),
    ],
    [t('fingerprint'), formatFingerprint(certificate.fingerprintSha256)],
  ] as const;
  return (
    <Notice
      action={
        <Button onPress={() => onTrust(certificate.fingerprintSha256)} size="small">
          {t('trust')}
        </Button>
      }
      tone="warn"
    >
      <p>{t(isExpired ? 'expired' : 'untrusted')}</p>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div className={styles.fact} key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Notice>
  );
}
