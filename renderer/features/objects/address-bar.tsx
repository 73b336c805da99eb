import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { nameBelow, parentPrefix, prefixSteps } from '../../../shared/format/keys.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { BucketIcon } from '../../ui/bucket-icon.ts';
import { joinClasses } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { connectionOfHost, parseAddress, printAddress } from './address.ts';
import styles from './address-bar.module.css';
import { focusPart } from './objects-commands.ts';
import { type PaneId, selectPane } from './objects-slice.ts';
import type { Place } from './place.ts';
import { VisibleName } from './visible-name.tsx';

/** Where the pane is: steps to press, or a field that takes an address (Ctrl+L, or a press beside the steps). */
export function AddressBar({ paneId }: { paneId: PaneId }) {
  const place = useAppStore((state) => selectPane(state, paneId).place);
  const isOpen = useAppStore((state) => selectPane(state, paneId).isAddressOpen);
  if (place === null) return <div className={styles.bar} />;
  return isOpen ? <AddressField paneId={paneId} place={place} /> : <Steps paneId={paneId} place={place} />;
}

function Steps({ paneId, place }: { paneId: PaneId; place: Place }) {
  const t = useTranslations('objects.address');
  const store = useAppStoreApi();
  const list = useRef<HTMLOListElement>(null);
  const { objects } = store.getState();
  const steps = ['', ...prefixSteps(place.prefix)];

  // A long path shows its end; the beginning is a scroll away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new place begins at its end.
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    // Called at once too, and again whenever the bar gets narrower or wider.
    const observer = new ResizeObserver(() => {
      element.scrollLeft = element.scrollWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);

  return (
    <nav aria-label={t('label')} className={styles.bar}>
      <span className={styles.bucket}>
        <Icon icon={BucketIcon} />
      </span>
      <ol className={styles.steps} ref={list}>
        {steps.map((prefix, index) => {
          const isLast = index === steps.length - 1;
          const name = nameBelow(prefix, parentPrefix(prefix)).slice(0, -1);
          return (
            <li className={styles.step} key={prefix}>
              {index === 0 ? null : <Icon className={styles.chevron} icon={ChevronRight} size="small" />}
              <button
                aria-current={isLast ? 'page' : undefined}
                className={joinClasses(styles.name, isLast && styles.last)}
                onClick={() => objects.open(paneId, { ...place, prefix })}
                type="button"
              >
                {index === 0 ? place.bucket : <VisibleName text={name} />}
              </button>
            </li>
          );
        })}
      </ol>
      <button
        aria-label={t('edit')}
        className={styles.rest}
        onClick={() => objects.setAddressOpen(paneId, true)}
        title={t('edit')}
        type="button"
      />
    </nav>
  );
}

function AddressField({ paneId, place }: { paneId: PaneId; place: Place }) {
  const t = useTranslations('objects.address');
  const store = useAppStoreApi();
  const { objects } = store.getState();
  const [text, setText] = useState(printAddress(place));
  const [isWrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => input.current?.select(), []);

  const close = () => {
    objects.setAddressOpen(paneId, false);
    focusPart('table');
  };
  const go = () => {
    const connections = store.getState().connections.list;
    const target = parseAddress(text, place, connections);
    if (target === null) {
      setWrong(true);
      return;
    }
    const connectionId = connectionOfHost(target.host, connections, place.connectionId);
    const { bucket, prefix, key } = target;
    const there = { connectionId, bucket, prefix };
    if (key === null) objects.open(paneId, there);
    else void objects.openAddress(paneId, there, key);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close();
    if (event.key === 'Enter') go();
  };

  return (
    <div className={joinClasses(styles.bar, styles.editing, isWrong && styles.wrong)}>
      <span className={styles.bucket}>
        <Icon icon={BucketIcon} />
      </span>
      <input
        aria-invalid={isWrong}
        aria-label={t('field')}
        autoCapitalize="off"
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: it appears because the user asked to type.
        autoFocus
        className={styles.input}
        onBlur={() => objects.setAddressOpen(paneId, false)}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
        onKeyDown={onKeyDown}
        placeholder="s3://bucket/prefix/"
        ref={input}
        spellCheck={false}
        value={text}
      />
      {isWrong ? (
        <span className={styles.problem} role="alert">
          {t('wrong')}
        </span>
      ) : null}
    </div>
  );
}
