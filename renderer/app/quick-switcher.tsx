import { Search, Server } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  ListBox,
  ListBoxItem,
  Modal,
  ModalOverlay,
  SearchField,
  Text,
  useFilter,
} from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { BucketIcon } from '../ui/bucket-icon.ts';
import { Icon } from '../ui/icon.tsx';
import { openBucket, openConnection } from './navigation.ts';
import styles from './quick-switcher.module.css';
import { useAppStore, useAppStoreApi } from './store.ts';

interface Target {
  readonly id: string;
  readonly connectionId: string;
  /** null for the connection itself. */
  readonly bucket: string | null;
  readonly title: string;
  readonly subtitle: string;
}

/** Goes to a connection or a bucket by typing part of its name. */
export function QuickSwitcher() {
  const isOpen = useAppStore((state) => state.shell.isSwitcherOpen);
  const setOpen = useAppStore((state) => state.shell.setSwitcherOpen);
  return (
    <ModalOverlay className={styles.scrim ?? ''} isDismissable isOpen={isOpen} onOpenChange={setOpen}>
      <Modal className={styles.modal ?? ''}>
        <SwitcherDialog onClose={() => setOpen(false)} />
      </Modal>
    </ModalOverlay>
  );
}

function SwitcherDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell.switcher');
  const store = useAppStoreApi();
  const connections = useAppStore((state) => state.connections.list);
  const lists = useAppStore((state) => state.buckets.lists);
  const { contains } = useFilter({ sensitivity: 'base' });
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);

  // What is searched must be known: a connection that was never opened is listed now.
  useEffect(() => {
    for (const { id } of store.getState().connections.list) store.getState().buckets.load(id);
    field.current?.focus();
  }, [store]);

  const targets = useMemo(() => {
    const all: Target[] = [];
    for (const { id, name } of connections) {
      all.push({ id: `c ${id}`, connectionId: id, bucket: null, title: name, subtitle: t('connection') });
      for (const bucket of lists[id]?.buckets ?? []) {
        const bucketId = `b ${id} ${bucket.name}`;
        all.push({ id: bucketId, connectionId: id, bucket: bucket.name, title: bucket.name, subtitle: name });
      }
    }
    return all;
  }, [connections, lists, t]);

  const go = (target: Target | undefined) => {
    if (target === undefined) return;
    onClose();
    if (target.bucket === null) openConnection(store.getState(), target.connectionId);
    else openBucket(store.getState(), target.connectionId, target.bucket);
  };

  /** The list takes a moment before it marks its first entry; a quick Enter means that one all the same. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (field.current?.getAttribute('aria-activedescendant')) return;
    event.preventDefault();
    event.stopPropagation();
    go(targets.find(({ title, subtitle }) => contains(`${title} ${subtitle}`, typed)));
  };

  return (
    <Dialog aria-label={t('label')} className={styles.dialog ?? ''}>
      <div onKeyDownCapture={onKeyDown}>
        <Autocomplete filter={contains} inputValue={typed} onInputChange={setTyped}>
          <SearchField aria-label={t('label')} className={styles.field ?? ''}>
            <Icon className={styles.icon} icon={Search} />
            <Input className={styles.input ?? ''} placeholder={t('placeholder')} ref={field} />
          </SearchField>
          <ListBox
            aria-label={t('results')}
            className={styles.list ?? ''}
            items={targets}
            onAction={(key) => go(targets.find(({ id }) => id === key))}
            renderEmptyState={() => <p className={styles.none}>{t('none', { typed })}</p>}
            selectionMode="none"
          >
            {(target) => (
              <ListBoxItem
                className={styles.item ?? ''}
                id={target.id}
                textValue={`${target.title} ${target.subtitle}`}
              >
                <Icon className={styles.icon} icon={target.bucket === null ? Server : BucketIcon} />
                <Text className={styles.title ?? ''} slot="label">
                  {target.title}
                </Text>
                <Text className={styles.subtitle ?? ''} slot="description">
                  {target.subtitle}
                </Text>
              </ListBoxItem>
            )}
          </ListBox>
        </Autocomplete>
      </div>
    </Dialog>
  );
}
