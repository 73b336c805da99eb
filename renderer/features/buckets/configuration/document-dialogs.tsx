import { useEffect, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatExactDate } from '../../../../shared/format/dates.ts';
import { type AppError, toAppError } from '../../../../shared/model/app-error.ts';
import type { DocumentName, DocumentVersion } from '../../../../shared/model/configuration/configured.ts';
import { AppErrorNotice } from '../../../app/error-notice.tsx';
import { useErrorWords } from '../../../app/error-words.ts';
import { useAppStore } from '../../../app/store.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Select } from '../../../ui/select.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { SourceDiff } from '../../../ui/source-diff.tsx';
import { selectBucketList } from '../buckets-slice.ts';
import { selectDocument } from './configuration-slice.ts';
import styles from './document-dialogs.module.css';

export type DocumentDialog = 'review' | 'remove' | 'history' | 'copy';

/** Whichever dialog about a document is open. */
export function DocumentDialogs({
  dialog,
  document,
  onClose,
}: {
  dialog: DocumentDialog | null;
  document: DocumentName;
  onClose: () => void;
}) {
  if (dialog === 'review' || dialog === 'remove')
    return <ReviewDialog document={document} isRemoval={dialog === 'remove'} onClose={onClose} />;
  if (dialog === 'history') return <HistoryDialog document={document} onClose={onClose} />;
  if (dialog === 'copy') return <CopyDialog document={document} onClose={onClose} />;
  return null;
}

/** What a save will change, before it does; and what somebody else changed meanwhile. */
function ReviewDialog({
  document,
  isRemoval,
  onClose,
}: {
  document: DocumentName;
  isRemoval: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('configuration.review');
  const tNames = useTranslations('configuration.names');
  const bucket = useAppStore((all) => all.configuration.place?.bucket ?? '');
  const { loaded, draft, saving, theirs } = useAppStore((all) => selectDocument(all, document));
  const { save, reload } = useAppStore((all) => all.configuration);
  const [against, setAgainst] = useState<'theirs' | 'mine'>('theirs');
  if (loaded === null) return null;
  const name = tNames(document);
  const mine = isRemoval ? '' : draft.source;
  const send = async () => {
    if (await save(document, { isRemoval, overTheirs: theirs !== null })) onClose();
  };
  const before = theirs !== null && against === 'theirs' ? theirs.source : loaded.source;
  return (
    <Dialog
      footer={
        <>
          {theirs === null ? null : (
            <Button
              onPress={() => {
                reload(document);
                onClose();
              }}
            >
              {t('takeTheirs')}
            </Button>
          )}
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            isDisabled={saving === 'running'}
            onPress={() => void send()}
            variant={isRemoval ? 'danger' : 'primary'}
          >
            {t(theirs !== null ? 'overwrite' : isRemoval ? 'remove' : 'save')}
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      role={isRemoval ? 'alertdialog' : 'dialog'}
      size="large"
      title={t(isRemoval ? 'removeTitle' : 'title', { name, bucket })}
    >
      <p className={styles.words}>{t(isRemoval ? 'removeText' : 'text')}</p>
      {theirs === null ? null : (
        <>
          <Notice isAlert tone="warn">
            {t('changed')}
          </Notice>
          <Select
            label={t('compare')}
            onChange={setAgainst}
            options={[
              { value: 'theirs', label: t('withTheirs') },
              { value: 'mine', label: t('withLoaded') },
            ]}
            value={against}
          />
        </>
      )}
      <SourceDiff after={mine} before={before} label={t('diff')} language={loaded.format} />
      {typeof saving === 'object' && theirs === null ? (
        <AppErrorNotice error={saving} lead={t('failed')} />
      ) : null}
    </Dialog>
  );
}

/** The versions that are kept on this computer; one can be taken back as a draft. */
function HistoryDialog({ document, onClose }: { document: DocumentName; onClose: () => void }) {
  const t = useTranslations('configuration.history');
  const locale = useLocale();
  const { history, takeSource } = useAppStore((all) => all.configuration);
  const { loaded } = useAppStore((all) => selectDocument(all, document));
  const [versions, setVersions] = useState<readonly DocumentVersion[] | AppError | null>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);
  useEffect(() => {
    history(document).then(setVersions, (thrown) => setVersions(toAppError(thrown)));
  }, [document, history]);
  const isList = Array.isArray(versions);
  const list = isList ? (versions as readonly DocumentVersion[]) : [];
  const chosen = list.find(({ id }) => String(id) === chosenId) ?? list[0];
  const place = { locale, nowMs: Date.now() };
  return (
    <Dialog
      footer={
        <>
          <Button onPress={onClose}>{t('close')}</Button>
          <Button
            isDisabled={chosen === undefined || chosen.source === loaded?.source}
            onPress={() => {
              if (chosen !== undefined) takeSource(document, chosen.source);
              onClose();
            }}
            variant="primary"
          >
            {t('take')}
          </Button>
        </>
      }
      isDismissable
      isOpen
      onClose={onClose}
      size="large"
      title={t('title')}
    >
      <p className={styles.words}>{t('text')}</p>
      {versions === null ? <Skeleton heightPx={14} widthPx={240} /> : null}
      {versions !== null && !isList ? <AppErrorNotice error={versions as AppError} /> : null}
      {isList && list.length === 0 ? <Notice>{t('empty')}</Notice> : null}
      {chosen === undefined ? null : (
        <>
          <Select
            label={t('version')}
            onChange={setChosenId}
            options={list.map(({ id, keptAtMs, cause, source }) => ({
              value: String(id),
              label: formatExactDate(keptAtMs, place),
              description: `${t(`causes.${cause}`)}${source === '' ? ` · ${t('none')}` : ''}`,
            }))}
            value={String(chosen.id)}
          />
          <SourceDiff
            after={chosen.source}
            before={loaded?.source ?? ''}
            label={t('diff')}
            language={loaded?.format ?? 'xml'}
          />
        </>
      )}
    </Dialog>
  );
}

/** The draft in other buckets of the connection. */
function CopyDialog({ document, onClose }: { document: DocumentName; onClose: () => void }) {
  const t = useTranslations('configuration.copy');
  const tNames = useTranslations('configuration.names');
  const words = useErrorWords();
  const place = useAppStore((all) => all.configuration.place);
  const copyTo = useAppStore((all) => all.configuration.copyTo);
  const all = useAppStore((state) => selectBucketList(state, place?.connectionId ?? null)).buckets;
  const others = all.map(({ name }) => name).filter((name) => name !== place?.bucket);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, AppError | null> | 'running' | null>(null);
  const isDone = outcomes !== null && outcomes !== 'running';
  return (
    <Dialog
      footer={
        <>
          <Button onPress={onClose}>{t(isDone ? 'close' : 'cancel')}</Button>
          {isDone ? null : (
            <Button
              isDisabled={chosen.length === 0 || outcomes === 'running'}
              onPress={() => {
                setOutcomes('running');
                void copyTo(document, chosen).then(setOutcomes);
              }}
              variant="primary"
            >
              {t('confirm', { count: chosen.length })}
            </Button>
          )}
        </>
      }
      isOpen
      onClose={onClose}
      title={t('title', { name: tNames(document) })}
    >
      <p className={styles.words}>{t(others.length === 0 ? 'noOthers' : 'text')}</p>
      <ul className={styles.buckets}>
        {others.map((name) => {
          const outcome = isDone ? outcomes.get(name) : undefined;
          return (
            <li key={name}>
              <Checkbox
                description={
                  outcome === undefined ? undefined : outcome === null ? t('copied') : words(outcome)
                }
                isDisabled={outcomes !== null}
                isSelected={chosen.includes(name)}
                onChange={(isSelected) =>
                  setChosen(isSelected ? [...chosen, name] : chosen.filter((one) => one !== name))
                }
              >
                {name}
              </Checkbox>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
