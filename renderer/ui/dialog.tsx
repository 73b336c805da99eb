import type { FormEvent, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { joinClasses } from './class-names.ts';
import styles from './dialog.module.css';

/** What a dialog takes. With `onSubmit` its content is a form: Enter and a `type="submit"` button send it. */
export interface DialogProps {
  title: string;
  isOpen: boolean;
  /** Called by Escape and, with `isDismissable`, by a press outside. */
  onClose: () => void;
  /** Buttons, the main one last; `start` stands at the left edge. */
  footer?: ReactNode;
  footerStart?: ReactNode;
  /** 420, 620 or 840 px wide, never wider than the window. */
  size?: 'small' | 'medium' | 'large';
  /** A press outside closes: only for dialogs that hold no input. */
  isDismissable?: boolean;
  /** `alertdialog` for a decision that destroys something. */
  role?: 'dialog' | 'alertdialog';
  onSubmit?: (() => void) | undefined;
  children: ReactNode;
}

/** A modal dialog: takes the focus, keeps it, gives it back; scrolls inside when the window is low. */
export function Dialog({
  title,
  isOpen,
  onClose,
  footer,
  footerStart,
  size = 'medium',
  isDismissable = false,
  role = 'dialog',
  onSubmit,
  children,
}: DialogProps) {
  const inside = (
    <>
      <header className={styles.header}>
        <Heading slot="title" className={styles.title ?? ''}>
          {title}
        </Heading>
      </header>
      <div className={styles.content}>{children}</div>
      {footer === undefined && footerStart === undefined ? null : (
        <footer className={styles.footer}>
          <div className={styles.footerStart}>{footerStart}</div>
          {footer}
        </footer>
      )}
    </>
  );
  return (
    <ModalOverlay
      className={styles.scrim ?? ''}
      isOpen={isOpen}
      isDismissable={isDismissable}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={joinClasses(styles.modal, styles[size])}>
        <AriaDialog role={role} className={styles.dialog ?? ''}>
          {onSubmit === undefined ? (
            <div className={styles.body}>{inside}</div>
          ) : (
            <form
              className={styles.body}
              noValidate
              onSubmit={(event: FormEvent) => {
                event.preventDefault();
                event.stopPropagation();
                onSubmit();
              }}
            >
              {inside}
            </form>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
