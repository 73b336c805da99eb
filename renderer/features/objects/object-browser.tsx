import { Upload } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Icon } from '../../ui/icon.tsx';
import { BrowserToolbar } from './browser-toolbar.tsx';
import { LoadedStrip } from './loaded-strip.tsx';
import styles from './object-browser.module.css';
import { ObjectTable } from './object-table.tsx';
import { mainPane, type PaneId, selectPane } from './objects-slice.ts';
import { paneView } from './pane.ts';
import { PaneDialogs } from './pane-dialogs.tsx';
import { EmptyPlace, FailedPlace, LoadingRows, NothingMatches } from './pane-states.tsx';
import type { Place } from './place.ts';
import { DropContext, useDropZone } from './use-drop-target.ts';

/** A pane of objects: its bar, its table or what stands in for it, and its dialogs. */
export function ObjectBrowser({
  paneId = mainPane,
  toolbarStart,
  beside,
}: {
  paneId?: PaneId;
  /** Stands at the left end of the bar. */
  toolbarStart?: ReactNode;
  /** Stands right of the table, below the bar. */
  beside?: ReactNode;
}) {
  const t = useTranslations('objects');
  const tAll = useTranslations();
  const { objects } = useAppStoreApi().getState();
  const name = useAppStore((state) => placeName(selectPane(state, paneId).place));
  const { target, handlers, refusal } = useDropZone(paneId);

  // The side buttons of a mouse go through the history, as in every browser.
  useEffect(() => {
    const onMouseUp = (event: MouseEvent) => {
      if (event.button === 3 || event.button === 4) {
        event.preventDefault();
        objects.travel(paneId, event.button === 3 ? -1 : 1);
      }
    };
    window.addEventListener('mouseup', onMouseUp);
    return () => window.removeEventListener('mouseup', onMouseUp);
  }, [objects, paneId]);

  return (
    <section aria-label={t('paneLabel', { name })} className={styles.pane} {...handlers}>
      <BrowserToolbar paneId={paneId} start={toolbarStart} />
      <h1 className={styles.heading}>{name}</h1>
      <div className={styles.columns}>
        <div className={styles.list}>
          <DropContext value={target}>
            <div className={styles.content}>
              <PaneContent paneId={paneId} />
              {target.isOver && target.folder === null ? (
                <div className={styles.dropVeil} data-refused={refusal !== null || undefined}>
                  <span className={styles.dropWords}>
                    <Icon icon={Upload} />
                    {refusal === null ? <DropWords paneId={paneId} /> : tAll(refusal)}
                  </span>
                </div>
              ) : null}
            </div>
          </DropContext>
          <LoadedStrip paneId={paneId} />
        </div>
        {beside}
      </div>
      <PaneDialogs paneId={paneId} />
    </section>
  );
}

function placeName(place: Place | null): string {
  return place === null ? '' : `${place.bucket}/${place.prefix}`;
}

function DropWords({ paneId }: { paneId: PaneId }) {
  const t = useTranslations('objects.drop');
  return t('here', { name: useAppStore((state) => placeName(selectPane(state, paneId).place)) });
}

/**
 * The table is always there, so that the keyboard stays in it from place to place; what a place without rows has to say
 * lies over it, below its head.
 */
function PaneContent({ paneId }: { paneId: PaneId }) {
  const hasPlace = useAppStore((state) => selectPane(state, paneId).place !== null);
  if (!hasPlace) return null;
  return (
    <>
      <ObjectTable paneId={paneId} />
      <PaneState paneId={paneId} />
    </>
  );
}

function PaneState({ paneId }: { paneId: PaneId }) {
  const pane = useAppStore((state) => selectPane(state, paneId));
  if (pane.status === 'loading') return <LoadingRows />;
  if (pane.status === 'failed' && pane.error !== null) {
    return <FailedPlace error={pane.error} paneId={paneId} />;
  }
  if (pane.nextToken !== null || paneView(pane).count > 0) return null;
  return pane.filter === '' ? <EmptyPlace paneId={paneId} /> : <NothingMatches paneId={paneId} />;
}
