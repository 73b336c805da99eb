import { PanelLeft, Server } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { BucketDialogs } from '../features/buckets/bucket-dialogs.tsx';
import { BucketTable } from '../features/buckets/bucket-table.tsx';
import { BucketPage } from '../features/buckets/configuration/bucket-page.tsx';
import { ConnectionDialogs } from '../features/connections/connection-dialogs.tsx';
import { selectConnection } from '../features/connections/connections-slice.ts';
import { ObjectBrowser } from '../features/objects/object-browser.tsx';
import { ObjectInspector } from '../features/objects/object-inspector.tsx';
import { SettingsDialog } from '../features/settings/settings-dialog.tsx';
import { TransfersDock } from '../features/transfers/transfers-dock.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SplitPane } from '../ui/split-pane.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { HostNotices } from './host-notices.tsx';
import { paneLimits } from './layout.ts';
import { LinkBanner } from './link-banner.tsx';
import { selectShownBucket, selectShownConnectionId } from './navigation.ts';
import { QuickSwitcher } from './quick-switcher.tsx';
import styles from './shell.module.css';
import { isFloating, isPaneShown } from './shell-slice.ts';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { useAppStore } from './store.ts';
import { useCommand, useCommandKeys } from './use-commands.ts';

/** The window: tree, centre, inspector, transfers, status line, and the dialogs above them. */
export function Shell() {
  useCommandKeys();
  useWindowWidth();
  return (
    <div className={styles.window}>
      <HostNotices />
      <div className={styles.panes}>
        <TreePane />
        <div className={styles.middle}>
          <Centre />
          <DockPane />
        </div>
        <Scrim />
      </div>
      <LinkBanner />
      <StatusBar />
      <QuickSwitcher />
      <ConnectionDialogs />
      <BucketDialogs />
      <SettingsDialog />
    </div>
  );
}

function useWindowWidth(): void {
  const setWidth = useAppStore((state) => state.shell.setWidth);
  useEffect(() => {
    const measure = () => setWidth(window.innerWidth);
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [setWidth]);
}

function TreePane() {
  const t = useTranslations('shell');
  const { treePx } = useAppStore((state) => state.shell.layout);
  const isShown = useAppStore((state) => isPaneShown(state.shell, 'tree'));
  const isOverlay = useAppStore((state) => isFloating(state.shell, 'tree'));
  const setLayout = useAppStore((state) => state.shell.setLayout);
  if (!isShown) return null;
  return (
    <SplitPane
      {...paneLimits.tree}
      isOverlay={isOverlay}
      label={t('panes.tree')}
      onResize={(px) => setLayout({ treePx: px })}
      resizeLabel={t('resize', { pane: t('panes.tree') })}
      side="left"
      sizePx={treePx}
    >
      <ErrorBoundary>
        <Sidebar />
      </ErrorBoundary>
    </SplitPane>
  );
}

function InspectorPane() {
  const t = useTranslations('shell');
  const { inspectorPx } = useAppStore((state) => state.shell.layout);
  const isShown = useAppStore(
    (state) => state.shell.view.type === 'objects' && isPaneShown(state.shell, 'inspector'),
  );
  const isOverlay = useAppStore((state) => isFloating(state.shell, 'inspector'));
  const setLayout = useAppStore((state) => state.shell.setLayout);
  if (!isShown) return null;
  return (
    <SplitPane
      {...paneLimits.inspector}
      isOverlay={isOverlay}
      label={t('panes.inspector')}
      onResize={(px) => setLayout({ inspectorPx: px })}
      resizeLabel={t('resize', { pane: t('panes.inspector') })}
      side="right"
      sizePx={inspectorPx}
    >
      <ErrorBoundary>
        <ObjectInspector />
      </ErrorBoundary>
    </SplitPane>
  );
}

/** Without a single job there is nothing to dock, and the table has the room. */
function DockPane() {
  const t = useTranslations('shell');
  const { dockPx, isDockShown } = useAppStore((state) => state.shell.layout);
  const hasJobs = useAppStore((state) => state.transfers.order.length > 0);
  const setLayout = useAppStore((state) => state.shell.setLayout);
  if (!isDockShown || !hasJobs) return null;
  return (
    <SplitPane
      {...paneLimits.dock}
      label={t('panes.dock')}
      onResize={(px) => setLayout({ dockPx: px })}
      resizeLabel={t('resize', { pane: t('panes.dock') })}
      side="bottom"
      sizePx={dockPx}
    >
      <ErrorBoundary>
        <TransfersDock />
      </ErrorBoundary>
    </SplitPane>
  );
}

/** Behind a floating pane: a press on the table puts it away. */
function Scrim() {
  const t = useTranslations('shell');
  const overlay = useAppStore((state) => state.shell.overlay);
  const close = useAppStore((state) => state.shell.closeOverlay);
  useEffect(() => {
    if (overlay === null) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) close();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [overlay, close]);
  if (overlay === null) return null;
  return (
    <button
      aria-label={t('closePane')}
      className={styles.scrim}
      onClick={close}
      tabIndex={-1}
      type="button"
    />
  );
}

function Centre() {
  const view = useAppStore((state) => state.shell.view);
  const connectionId = useAppStore(selectShownConnectionId);
  const bucket = useAppStore(selectShownBucket);
  const connection = useAppStore((state) => selectConnection(state, connectionId));
  const toolbarStart = <TreeToggle />;
  let content: ReactNode = <NothingShown />;
  if (view.type === 'objects' && connection !== null)
    content = <ObjectBrowser beside={<InspectorPane />} toolbarStart={toolbarStart} />;
  if (view.type === 'connection' && connection !== null) {
    content = <BucketTable connection={connection} key={connection.id} toolbarStart={toolbarStart} />;
  }
  if (view.type === 'bucket-settings' && connection !== null)
    content = <BucketPage toolbarStart={toolbarStart} />;
  return (
    <main className={styles.content}>
      <ErrorBoundary resetKey={`${connectionId}/${bucket}`}>{content}</ErrorBoundary>
    </main>
  );
}

/** Brings a hidden tree back; while it is in sight the button would only take room. */
function TreeToggle() {
  const isShown = useAppStore((state) => isPaneShown(state.shell, 'tree'));
  const { label, perform, shortcut } = useCommand('shell.toggleTree');
  if (isShown) return null;
  return <IconButton icon={PanelLeft} label={label} onPress={perform} shortcut={shortcut} />;
}

function NothingShown() {
  const t = useTranslations('shell.nothing');
  const { status, list } = useAppStore((state) => state.connections);
  const add = useCommand('shell.addConnection');
  if (status === 'loading') return null;
  return (
    <>
      <div className={styles.bar}>
        <TreeToggle />
      </div>
      <EmptyState
        action={
          <Button icon={add.icon} onPress={add.perform} variant="primary">
            {add.label}
          </Button>
        }
        icon={Server}
        title={t(list.length === 0 ? 'noConnection' : 'choose')}
        titleLevel="h1"
      >
        {t(list.length === 0 ? 'noConnectionText' : 'chooseText')}
      </EmptyState>
    </>
  );
}
