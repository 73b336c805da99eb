import { History, Redo2, Trash2, Undo2 } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import { configurationSchemas } from '../../../../shared/model/configuration/documents.ts';
import {
  findSettingProblems,
  type SettingProblem,
} from '../../../../shared/model/configuration/find-problems.ts';
import { AppErrorNotice } from '../../../app/error-notice.tsx';
import { useAppStore } from '../../../app/store.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { CodeEditor, type CodeMark } from '../../../ui/code-editor.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { selectConnection } from '../../connections/connections-slice.ts';
import { selectDocument } from './configuration-slice.ts';
import { CorsTest } from './cors-test.tsx';
import { DocumentActions } from './document-actions.tsx';
import { type DocumentDialog, DocumentDialogs } from './document-dialogs.tsx';
import { DocumentForm } from './document-form.tsx';
import styles from './document-panel.module.css';
import { type DocumentState, isChanged } from './document-state.ts';
import { forms } from './documents/forms.ts';
import type { FormName } from './form-spec.ts';
import { sectionOf } from './sections.ts';
import { useRefusal } from './use-refusal.ts';

/** One document of a bucket: form and source beside each other, what is wrong with it, and its actions below. */
export function DocumentPanel({ document }: { document: DocumentName }) {
  const t = useTranslations('configuration');
  const state = useAppStore((all) => selectDocument(all, document));
  const load = useAppStore((all) => all.configuration.load);
  const reload = useAppStore((all) => all.configuration.reload);
  const refusal = useRefusal(document, 'reads');
  const name = t(`names.${document}`);
  useEffect(() => {
    if (refusal === null) load(document);
  }, [document, load, refusal]);

  const absence = refusal ?? (state.error?.kind === 'not-offered' ? state.error.message : null);
  if (absence !== null) {
    return (
      <Frame document={document}>
        <EmptyState icon={sectionOf(document).icon} title={t('absent.title', { name })}>
          <p>{t('absent.text')}</p>
          <p>{absence}</p>
        </EmptyState>
      </Frame>
    );
  }
  if (state.status === 'failed' && state.error !== null) {
    return (
      <Frame document={document}>
        <div className={styles.notice}>
          <AppErrorNotice
            error={state.error}
            lead={t(state.error.kind === 'access-denied' ? 'denied' : 'loadFailed', { name })}
            onRetry={() => reload(document)}
          />
        </div>
      </Frame>
    );
  }
  if (state.loaded === null) {
    return (
      <Frame document={document}>
        <div aria-busy aria-label={t('loading', { name })} className={styles.waiting} role="status">
          {[180, 320, 260, 96].map((widthPx) => (
            <Skeleton heightPx={14} key={widthPx} widthPx={widthPx} />
          ))}
        </div>
      </Frame>
    );
  }
  return <LoadedPanel document={document} state={state} />;
}

function Frame({ document, children }: { document: DocumentName; children: ReactNode }) {
  const t = useTranslations('configuration');
  const name = t(`names.${document}`);
  return (
    <section aria-label={name} className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.name}>{name}</h2>
        <p className={styles.purpose}>{t(`purposes.${document}`)}</p>
      </header>
      {children}
    </section>
  );
}

function LoadedPanel({ document, state }: { document: DocumentName; state: DocumentState }) {
  const t = useTranslations('configuration');
  const tProblem = useTranslations('configuration.problems');
  const provider = useAppStore(
    (all) => selectConnection(all, all.configuration.place?.connectionId ?? null)?.provider ?? 's3',
  );
  const { edit, editSource } = useAppStore((all) => all.configuration);
  const [view, setView] = useState<'both' | 'form' | 'source'>('both');
  const [dialog, setDialog] = useState<DocumentDialog | null>(null);
  const lastPath = useRef('');
  const isReadOnly = useIsReadOnly(document, state);
  const { loaded, draft } = state;
  const isPolicy = document === 'policy';
  const problems = useMemo(() => problemsOf(document, draft.value), [document, draft.value]);
  const isBroken = draft.problem !== null || problems.some(({ level }) => level === 'error');
  const marks = useMemo(
    (): CodeMark[] => (draft.problem === null ? [] : [{ ...draft.problem, tone: 'bad' }]),
    [draft.problem],
  );
  if (loaded === null) return null;
  const isNone = draft.source.trim() === '' && draft.value === null;
  const form = isPolicy ? null : forms[document as FormName];

  return (
    <Frame document={document}>
      <div className={styles.tools}>
        {isPolicy ? null : (
          <Segmented
            isLabelHidden
            label={t('view.label')}
            onChange={setView}
            options={[
              { value: 'form', label: t('view.form') },
              { value: 'both', label: t('view.both') },
              { value: 'source', label: t('view.source') },
            ]}
            value={view}
          />
        )}
        <span className={styles.space} />
        <StepButtons document={document} />
        <IconButton icon={History} label={t('history.open')} onPress={() => setDialog('history')} />
        <DocumentActions document={document} isBroken={isBroken} onOpen={setDialog} />
      </div>
      <Problems
        problems={problems.filter(({ path }) => path === '' || /^rules\.\d+$/.test(path))}
        say={tProblem}
      />
      <div className={styles.sides} data-view={isPolicy ? 'source' : view}>
        {form === null || view === 'source' ? null : (
          <div className={styles.formSide}>
            {draft.problem === null ? null : (
              <div className={styles.notice}>
                <Notice tone="warn">{t('sourceBroken', { line: draft.problem.line })}</Notice>
              </div>
            )}
            {isNone ? (
              <EmptyState
                action={
                  isReadOnly ? undefined : (
                    <Button
                      onPress={() =>
                        edit(document as FormName, form.emptyOf?.[provider] ?? form.empty, false)
                      }
                    >
                      {t('begin')}
                    </Button>
                  )
                }
                icon={sectionOf(document).icon}
                title={t('noneSet')}
              >
                {t(`purposes.${document}`)}
              </EmptyState>
            ) : (
              <DocumentForm
                change={(model, path) => {
                  edit(document as FormName, model, lastPath.current === path);
                  lastPath.current = path;
                }}
                document={document as FormName}
                isReadOnly={isReadOnly || draft.problem !== null}
                model={draft.value}
                problems={problems}
                provider={provider}
                spec={form}
              />
            )}
            {document === 'cors' && !isNone ? <CorsTest /> : null}
          </div>
        )}
        {view === 'form' && !isPolicy ? null : (
          <div className={styles.sourceSide}>
            <CodeEditor
              isReadOnly={isReadOnly}
              label={t('sourceLabel', { name: t(`names.${document}`) })}
              language={loaded.format}
              marks={marks}
              onChange={(source) => editSource(document, source)}
              value={draft.source}
            />
          </div>
        )}
      </div>
      <SaveBar
        document={document}
        isBroken={isBroken}
        isReadOnly={isReadOnly}
        onReview={() => setDialog('review')}
        onRemove={() => setDialog('remove')}
      />
      <DocumentDialogs dialog={dialog} document={document} onClose={() => setDialog(null)} />
    </Frame>
  );
}

/** The connection, the keys or the server do not let it be changed. */
function useIsReadOnly(document: DocumentName, { loaded }: DocumentState): boolean {
  const refusal = useRefusal(document, 'writes');
  const isReadOnlyConnection = useAppStore(
    (all) => selectConnection(all, all.configuration.place?.connectionId ?? null)?.isReadOnly === true,
  );
  return refusal !== null || isReadOnlyConnection || loaded?.isReadOnly === true;
}

function problemsOf(document: DocumentName, value: unknown): SettingProblem[] {
  if (document === 'policy' || value === null) return [];
  const model = configurationSchemas[document].safeParse(value);
  return model.success ? findSettingProblems(document, model.data as never) : [];
}

function Problems({
  problems,
  say,
}: {
  problems: readonly SettingProblem[];
  say: (reason: string, values: SettingProblem['values']) => string;
}) {
  if (problems.length === 0) return null;
  return (
    <div className={styles.problems}>
      {problems.map((problem) => (
        <Notice
          key={`${problem.path} ${problem.reason} ${problem.values.other ?? ''}`}
          tone={problem.level === 'error' ? 'bad' : 'warn'}
        >
          {say(problem.reason, problem.values)}
        </Notice>
      ))}
    </div>
  );
}

function StepButtons({ document }: { document: DocumentName }) {
  const t = useTranslations('configuration');
  const step = useAppStore((all) => all.configuration.step);
  const { past, future } = useAppStore((all) => selectDocument(all, document).undone);
  return (
    <>
      <IconButton
        icon={Undo2}
        isDisabled={past.length === 0}
        label={t('undo')}
        onPress={() => step(document, 'undo')}
      />
      <IconButton
        icon={Redo2}
        isDisabled={future.length === 0}
        label={t('redo')}
        onPress={() => step(document, 'redo')}
      />
    </>
  );
}

function SaveBar({
  document,
  isBroken,
  isReadOnly,
  onReview,
  onRemove,
}: {
  document: DocumentName;
  isBroken: boolean;
  isReadOnly: boolean;
  onReview: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations('configuration');
  const state = useAppStore((all) => selectDocument(all, document));
  const revert = useAppStore((all) => all.configuration.revert);
  const refusal = useRefusal(document, 'writes');
  const changed = isChanged(state);
  const { loaded, saving } = state;
  const canRemove = loaded?.isRemovable === true && loaded.source !== '' && !isReadOnly;
  return (
    <footer className={styles.foot}>
      {typeof saving === 'object' && saving.reason !== 'configuration-changed' ? (
        <AppErrorNotice error={saving} lead={t('saveFailed')} />
      ) : null}
      <div className={styles.footRow}>
        <span className={styles.footWords} role="status">
          {isReadOnly
            ? (refusal ?? t('readOnly'))
            : changed
              ? t(isBroken ? 'fixFirst' : 'unsaved')
              : t('saved')}
        </span>
        {canRemove ? (
          <Button icon={Trash2} onPress={onRemove} variant="quiet">
            {t('remove')}
          </Button>
        ) : null}
        {isReadOnly ? null : (
          <>
            <Button isDisabled={!changed} onPress={() => revert(document)}>
              {t('revert')}
            </Button>
            <Button
              isDisabled={!changed || isBroken || saving === 'running'}
              onPress={onReview}
              variant="primary"
            >
              {t('reviewAndSave')}
            </Button>
          </>
        )}
      </div>
    </footer>
  );
}
