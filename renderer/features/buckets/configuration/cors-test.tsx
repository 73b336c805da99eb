import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MethodInput, MethodOutput } from '../../../../shared/contract/contract.ts';
import { type AppError, toAppError } from '../../../../shared/model/app-error.ts';
import { AppErrorNotice } from '../../../app/error-notice.tsx';
import { useAppStore } from '../../../app/store.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { selectDocument } from './configuration-slice.ts';
import styles from './cors-test.module.css';
import { isChanged } from './document-state.ts';

type Method = MethodInput<'buckets.testCors'>['method'];
const methods: readonly Method[] = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];

/** Asks the server as a browser would, and says what a page of that origin may do. */
export function CorsTest() {
  const t = useTranslations('configuration.corsTest');
  const testCors = useAppStore((all) => all.configuration.testCors);
  const isUnsaved = useAppStore((all) => isChanged(selectDocument(all, 'cors')));
  const [origin, setOrigin] = useState('https://app.example');
  const [method, setMethod] = useState<Method>('GET');
  const [outcome, setOutcome] = useState<MethodOutput<'buckets.testCors'> | AppError | 'running' | null>(
    null,
  );
  const ask = async () => {
    setOutcome('running');
    const question = { key: '', origin: origin.trim(), method, headers: [] };
    setOutcome(await testCors(question).catch(toAppError));
  };
  return (
    <form
      className={styles.test}
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <h3 className={styles.title}>{t('title')}</h3>
      <div className={styles.fields}>
        <TextField isCode label={t('origin')} onChange={setOrigin} value={origin} />
        <Select
          label={t('method')}
          onChange={setMethod}
          options={methods.map((value) => ({ value, label: value }))}
          value={method}
        />
        <Button isDisabled={origin.trim() === '' || outcome === 'running'} type="submit">
          {t('run')}
        </Button>
      </div>
      {isUnsaved ? <p className={styles.hint}>{t('unsaved')}</p> : null}
      {outcome === null || outcome === 'running' ? null : 'kind' in outcome ? (
        <AppErrorNotice error={outcome} />
      ) : (
        <Notice isAlert tone={outcome.isAllowed ? 'good' : 'warn'}>
          {t(outcome.isAllowed ? 'allowed' : 'refused', { origin: origin.trim(), method })}
          {outcome.allowedMethods.length === 0 ? null : (
            <p>{t('methods', { methods: outcome.allowedMethods.join(', ') })}</p>
          )}
        </Notice>
      )}
    </form>
  );
}
