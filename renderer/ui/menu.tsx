import { Check, ChevronRight } from 'lucide-react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Keyboard,
  MenuTrigger,
  Popover,
  Separator,
  SubmenuTrigger,
  Text,
} from 'react-aria-components';
import { joinClasses } from './class-names.ts';
import { Icon, type IconType } from './icon.tsx';
import styles from './menu.module.css';

type MenuPlacement = 'bottom start' | 'bottom end' | 'top start' | 'top end';

/** A menu that a button opens. `trigger` is a kit Button or IconButton; children are MenuItem, MenuSeparator, Submenu. */
export function Menu({
  trigger,
  label,
  placement = 'bottom start',
  children,
}: {
  trigger: ReactElement;
  label: string;
  placement?: MenuPlacement;
  children: ReactNode;
}) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={styles.popover ?? ''} placement={placement} offset={4}>
        <AriaMenu aria-label={label} className={styles.menu ?? ''}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

/** One entry. A disabled entry says why in a second line instead of failing when chosen. */
export function MenuItem({
  id,
  children,
  icon,
  shortcut,
  tone = 'plain',
  isSelected,
  isDisabled = false,
  disabledReason = null,
  onAction,
}: {
  id?: string;
  /** The words; plain text, so that typing finds the entry. */
  children: string;
  icon?: IconType | undefined;
  /** As it is shown, for example `Ctrl+C`. */
  shortcut?: string | undefined;
  tone?: 'plain' | 'danger';
  /** Shows a tick: the entry is a choice that is on. */
  isSelected?: boolean | undefined;
  isDisabled?: boolean | undefined;
  disabledReason?: string | null | undefined;
  onAction?: (() => void) | undefined;
}) {
  const isRefused = disabledReason !== null && disabledReason !== undefined;
  return (
    <AriaMenuItem
      {...(id === undefined ? {} : { id })}
      className={joinClasses(styles.item, tone === 'danger' && styles.danger)}
      textValue={children}
      isDisabled={isDisabled || isRefused}
      {...(onAction === undefined ? {} : { onAction: () => onAction() })}
    >
      <ItemContent
        icon={icon}
        isSelected={isSelected}
        reason={isRefused ? disabledReason : null}
        shortcut={shortcut}
      >
        {children}
      </ItemContent>
    </AriaMenuItem>
  );
}

function ItemContent({
  children,
  icon,
  isSelected,
  reason,
  shortcut,
  hasSubmenu = false,
}: {
  children: string;
  icon?: IconType | undefined;
  isSelected?: boolean | undefined;
  reason?: string | null;
  shortcut?: string | undefined;
  hasSubmenu?: boolean;
}) {
  return (
    <>
      <span className={styles.mark}>
        {isSelected === true ? (
          <Icon icon={Check} size="small" />
        ) : icon === undefined ? null : (
          <Icon icon={icon} />
        )}
      </span>
      <span className={styles.words}>
        <Text slot="label">{children}</Text>
        {reason === null || reason === undefined ? null : (
          <Text slot="description" className={styles.reason ?? ''}>
            {reason}
          </Text>
        )}
      </span>
      {shortcut === undefined ? null : <Keyboard className={styles.shortcut ?? ''}>{shortcut}</Keyboard>}
      {hasSubmenu ? <Icon icon={ChevronRight} size="small" /> : null}
    </>
  );
}

/** An entry that opens a menu beside itself. */
export function Submenu({
  label,
  icon,
  children,
}: {
  label: string;
  icon?: IconType | undefined;
  children: ReactNode;
}) {
  return (
    <SubmenuTrigger>
      <AriaMenuItem className={styles.item ?? ''} textValue={label}>
        <ItemContent icon={icon} hasSubmenu>
          {label}
        </ItemContent>
      </AriaMenuItem>
      <Popover className={styles.popover ?? ''} offset={-2}>
        <AriaMenu aria-label={label} className={styles.menu ?? ''}>
          {children}
        </AriaMenu>
      </Popover>
    </SubmenuTrigger>
  );
}

/** A line between groups of entries. */
export function MenuSeparator() {
  return <Separator className={styles.separator ?? ''} />;
}

/** The floating part of a menu that something else opens, positioned at `triggerRef`. */
export function MenuPopover({
  label,
  isOpen,
  onClose,
  triggerRef,
  children,
}: {
  label: string;
  isOpen: boolean;
  onClose: () => void;
  triggerRef: RefObject<Element | null>;
  children: ReactNode;
}) {
  return (
    <Popover
      aria-label={label}
      className={styles.popover ?? ''}
      isOpen={isOpen}
      offset={0}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      placement="bottom start"
      triggerRef={triggerRef}
    >
      <AriaMenu aria-label={label} autoFocus="first" className={styles.menu ?? ''} onClose={onClose}>
        {children}
      </AriaMenu>
    </Popover>
  );
}
