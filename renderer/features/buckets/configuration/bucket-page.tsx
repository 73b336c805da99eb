import { ArrowLeft, ChartPie } from 'lucide-react';
import type { ReactNode } from 'react';
import { Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components';
import { useTranslations } from 'use-intl';
import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import { documentNames } from '../../../../shared/model/configuration/configured.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { openBucket } from '../../../app/navigation.ts';
import { useAppStore, useAppStoreApi } from '../../../app/store.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { OverviewPanel } from '../overview/overview-panel.tsx';
import styles from './bucket-page.module.css';
import { type BucketSection, selectDocument } from './configuration-slice.ts';
import { DocumentPanel } from './document-panel.tsx';
import { isChanged } from './document-state.ts';
import { sectionGroups } from './sections.ts';
import { useRefusal } from './use-refusal.ts';

/** The settings of a bucket: the list of its documents, and the chosen one. */
export function BucketPage({ toolbarStart }: { toolbarStart?: ReactNode }) {
  const t = useTranslations('configuration');
  const store = useAppStoreApi();
  const place = useAppStore((state) => state.configuration.place);
  const section = useAppStore((state) => state.configuration.section);
  if (place === null) return null;
  const { connectionId, bucket } = place;
  return (
    <section aria-label={t('pageLabel', { bucket })} className={styles.page}>
      <div className={styles.bar}>
        {toolbarStart}
        <IconButton
          icon={ArrowLeft}
          label={t('back')}
          onPress={() => openBucket(store.getState(), connectionId, bucket)}
        />
        <h1 className={styles.title}>
          <span className={styles.bucket}>{bucket}</span>
          <span className={styles.what}>{t('title')}</span>
        </h1>
      </div>
      <div className={styles.columns}>
        <SectionList />
        {section === 'overview' ? (
          <OverviewPanel key={`${connectionId}/${bucket}`} place={place} />
        ) : (
          <DocumentPanel document={section} key={`${connectionId}/${bucket}/${section}`} />
        )}
      </div>
    </section>
  );
}

function SectionList() {
  const t = useTranslations('configuration');
  const tOverview = useTranslations('overview');
  const section = useAppStore((state) => state.configuration.section);
  const select = useAppStore((state) => state.configuration.select);
  return (
    <nav aria-label={t('listLabel')} className={styles.list}>
      <ListBox
        aria-label={t('listLabel')}
        className={styles.sections ?? ''}
        disallowEmptySelection
        onSelectionChange={(keys) => {
          const all: readonly BucketSection[] = ['overview', ...documentNames];
          const chosen = all.find((name) => keys !== 'all' && keys.has(name));
          if (chosen !== undefined) select(chosen);
        }}
        selectedKeys={[section]}
        selectionBehavior="replace"
        selectionMode="single"
      >
        <ListBoxItem className={styles.section ?? ''} id="overview" textValue={tOverview('title')}>
          <Icon icon={ChartPie} />
          <span className={styles.sectionName}>{tOverview('title')}</span>
        </ListBoxItem>
        {sectionGroups.map(({ name, sections }) => (
          <ListBoxSection className={styles.group ?? ''} id={name} key={name}>
            <Header className={styles.groupName ?? ''}>{t(`groups.${name}`)}</Header>
            {sections.map(({ document, icon }) => (
              <ListBoxItem
                className={styles.section ?? ''}
                id={document}
                key={document}
                textValue={t(`names.${document}`)}
              >
                <Icon icon={icon} />
                <span className={styles.sectionName}>{t(`names.${document}`)}</span>
                <SectionMark document={document} />
              </ListBoxItem>
            ))}
          </ListBoxSection>
        ))}
      </ListBox>
    </nav>
  );
}

/** What is worth knowing of a page before it is opened: unsaved work, or that the server does not have it. */
function SectionMark({ document }: { document: DocumentName }) {
  const t = useTranslations('configuration');
  const words = useErrorWords();
  const state = useAppStore((all) => selectDocument(all, document));
  const refusal = useRefusal(document, 'reads');
  if (isChanged(state))
    return <span className={styles.dot} role="img" aria-label={t('unsaved')} title={t('unsaved')} />;
  if (refusal !== null)
    return (
      <span className={styles.none} title={refusal}>
        {t('none')}
      </span>
    );
  if (state.status !== 'failed' || state.error === null) return null;
  const isAbsent = state.error.kind === 'not-offered';
  return (
    <span className={styles.none} title={words(state.error)}>
      {t(isAbsent ? 'none' : 'failedShort')}
    </span>
  );
}
