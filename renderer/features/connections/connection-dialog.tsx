import { ChevronDown, ChevronRight, ClipboardCheck, PlugZap } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type AppError, type AppErrorAction, toAppError } from '../../../shared/model/app-error.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { openConnection } from '../../app/navigation.ts';
import { useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './connection-dialog.module.css';
import {
  type ConnectionForm,
  emptyForm,
  type FormField,
  type FormProblems,
  type FormValues,
  formOf,
  moreFields,
  readForm,
} from './connection-form.ts';
import { ConnectionKeyFields } from './connection-key-fields.tsx';
import { ConnectionMoreFields } from './connection-more-fields.tsx';
import { ConnectionServerFields } from './connection-server-fields.tsx';
import { ConnectionTestList, type TestState } from './connection-test-list.tsx';

/** Adds or edits a connection, with a test of what is typed. Secrets go in and never come back. */
export function ConnectionDialog({
  connection,
  trustFingerprintSha256,
}: {
  /** null to add one. */
  connection: Connection | null;
  /** A certificate that an error elsewhere offered to trust. */
  trustFingerprintSha256: string | null;
}) {
  const t = useTranslations('connections');
  const store = useAppStoreApi();
  const [form, setForm] = useState(() => startForm(connection, trustFingerprintSha256));
  const tKey = useTranslations(`connections.form.keyNames.${form.provider}`);
  const [problems, setProblems] = useState<FormProblems>({});
  const [isMoreShown, setMoreShown] = useState(trustFingerprintSha256 !== null);
  const [saving, setSaving] = useState<'idle' | 'saving' | AppError>('idle');
  const { test, run, clear } = useConnectionTest(connection?.id ?? null);
  const [failedReadings, setFailedReadings] = useState(0);
  const testPlace = useRef<HTMLDivElement>(null);
  const fields = useRef<HTMLDivElement>(null);

  // The keyboard goes to the first field that is wrong, which may have been out of sight.
  useEffect(() => {
    if (failedReadings > 0) fields.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [failedReadings]);

  useEffect(() => {
    if (test !== null) testPlace.current?.scrollIntoView({ block: 'nearest' });
  }, [test]);

  const close = () => store.getState().connections.closeDialog();

  const change = (part: Partial<ConnectionForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setProblems(({ ...left }) => {
      for (const field of Object.keys(part)) delete left[field as FormField];
      return left;
    });
    clear();
  };

  /** Reads the form; shows what is wrong, goes there and answers null when something is. */
  const read = (from: ConnectionForm): FormValues | null => {
    const reading = readForm(from);
    setProblems(reading.problems ?? {});
    if (reading.problems === null) return reading.values;
    setFailedReadings((count) => count + 1);
    if (moreFields.some((field) => reading.problems[field] !== undefined)) setMoreShown(true);
    return null;
  };

  const runTest = (from: ConnectionForm) => {
    const values = read(from);
    if (values !== null) run(values);
  };

  const save = async () => {
    const values = read(form);
    if (values === null || saving === 'saving') return;
    const { connections } = store.getState();
    setSaving('saving');
    try {
      if (connection === null) {
        const created = await connections.create(values);
        openConnection(store.getState(), created.id);
      } else {
        await connections.update({ connectionId: connection.id, ...values });
      }
      close();
    } catch (thrown) {
      setSaving(toAppError(thrown));
    }
  };

  const trust = (fingerprint: string) => {
    const trusting: ConnectionForm = { ...form, trust: 'pinned', fingerprint };
    setForm(trusting);
    setMoreShown(true);
    runTest(trusting);
  };

  const onAction = (action: AppErrorAction): boolean => {
    if (action.type === 'trust-certificate') trust(action.fingerprintSha256);
    if (action.type === 'use-region') {
      const moved = { ...form, region: action.region };
      setForm(moved);
      runTest(moved);
    }
    // The dialog that edits the connection is the one already open.
    return true;
  };

  const part = {
    form,
    connection,
    change,
    replace: (next: ConnectionForm) => change(next),
    problemOf: (field: FormField) => {
      const problem = problems[field];
      if (problem === undefined) return null;
      return t(`problems.${problem}`, { id: tKey('id'), secret: tKey('secret') });
    },
  };

  return (
    <Dialog
      footer={
        <>
          <Button onPress={close}>{t('form.cancel')}</Button>
          <Button isDisabled={saving === 'saving'} type="submit" variant="primary">
            {t(connection === null ? 'form.add' : 'form.save')}
          </Button>
        </>
      }
      footerStart={
        <Button icon={PlugZap} isDisabled={test?.status === 'running'} onPress={() => runTest(form)}>
          {t('test.run')}
        </Button>
      }
      isOpen
      onClose={close}
      onSubmit={() => void save()}
      title={connection === null ? t('form.addTitle') : t('form.editTitle', { name: connection.name })}
    >
      <div className={styles.fields} ref={fields}>
        <ConnectionServerFields {...part} />
        <ConnectionKeyFields {...part} />
        <Checkbox
          description={t('form.readOnlyHint')}
          isSelected={form.isReadOnly}
          onChange={(isReadOnly) => change({ isReadOnly })}
        >
          {t('form.readOnly')}
        </Checkbox>
        <div className={styles.part}>
          <span className={styles.disclosure}>
            <Button
              aria-expanded={isMoreShown}
              icon={isMoreShown ? ChevronDown : ChevronRight}
              onPress={() => setMoreShown(!isMoreShown)}
              variant="quiet"
            >
              {t('form.more')}
            </Button>
          </span>
          {isMoreShown ? <ConnectionMoreFields {...part} /> : null}
        </div>
      </div>
      <div className={styles.outcome} ref={testPlace}>
        {test === null ? null : <ConnectionTestList onAction={onAction} onTrust={trust} test={test} />}
        {connection !== null && test?.status === 'done' ? (
          <Button
            icon={ClipboardCheck}
            onPress={() =>
              store.getState().connections.openDialog({ type: 'report', connectionId: connection.id })
            }
          >
            {t('menu.reportCard')}
          </Button>
        ) : null}
        {typeof saving === 'string' ? null : (
          <AppErrorNotice error={saving} lead={t('form.notSaved')} onAction={onAction} />
        )}
      </div>
    </Dialog>
  );
}

function startForm(connection: Connection | null, trustFingerprintSha256: string | null): ConnectionForm {
  const form = connection === null ? emptyForm : formOf(connection);
  return trustFingerprintSha256 === null
    ? form
    : { ...form, trust: 'pinned', fingerprint: trustFingerprintSha256 };
}

/** Runs one test at a time; a new one, a change of the form and the end of the dialog cancel it. */
function useConnectionTest(connectionId: string | null) {
  const store = useAppStoreApi();
  const [test, setTest] = useState<TestState | null>(null);
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  return {
    test,
    clear: () => {
      running.current?.abort();
      setTest(null);
    },
    run: (values: FormValues) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setTest({ status: 'running' });
      store
        .getState()
        .connections.test({ connectionId, ...values }, controller.signal)
        .then(
          (result) => setTest({ status: 'done', result }),
          (thrown: unknown) => {
            const error = toAppError(thrown);
            if (error.kind !== 'cancelled') setTest({ status: 'failed', error });
          },
        );
    },
  };
}
