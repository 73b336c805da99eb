import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import styles from './button.module.css';
import { joinClasses } from './class-names.ts';
import { Icon, type IconType } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

/** What every button takes. `disabledReason` disables the button, keeps it focusable and says why in a tooltip. */
export interface ButtonProps {
  children: ReactNode;
  /** `primary` at most once per screen; `plain` has a border; `quiet` has none; `danger` destroys. */
  variant?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'regular' | 'small';
  icon?: IconType | undefined;
  /** Shown after the words, for example a chevron. */
  trailingIcon?: IconType | undefined;
  onPress?: (() => void) | undefined;
  isDisabled?: boolean | undefined;
  disabledReason?: string | null | undefined;
  /** `submit` sends the form of the dialog the button is in. */
  type?: 'button' | 'submit';
  autoFocus?: boolean;
  'aria-label'?: string | undefined;
  'aria-expanded'?: boolean | undefined;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with words. For an icon alone use IconButton. */
export function Button({
  children,
  variant = 'plain',
  size = 'regular',
  icon,
  trailingIcon,
  onPress,
  isDisabled = false,
  disabledReason = null,
  ...rest
}: ButtonProps) {
  const isRefused = disabledReason !== null && disabledReason !== undefined;
  const button = (
    <AriaButton
      {...withoutUndefined(rest)}
      className={joinClasses(
        styles.button,
        styles[variant],
        size === 'small' && styles.small,
        isRefused && styles.refused,
      )}
      isDisabled={isDisabled && !isRefused}
      {...(isRefused ? { 'aria-disabled': true } : {})}
      {...(onPress !== undefined && !isRefused ? { onPress: () => onPress() } : {})}
    >
      {icon === undefined ? null : <Icon icon={icon} />}
      <span className={styles.words}>{children}</span>
      {trailingIcon === undefined ? null : <Icon icon={trailingIcon} size="small" />}
    </AriaButton>
  );
  return isRefused ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}

/** What an icon button takes; `label` is its accessible name and its tooltip. */
export interface IconButtonProps {
  label: string;
  icon: IconType;
  onPress?: (() => void) | undefined;
  isDisabled?: boolean | undefined;
  disabledReason?: string | null | undefined;
  /** Given, the button is a toggle and says whether it is on. */
  isPressed?: boolean | undefined;
  size?: 'regular' | 'small';
  /** Shown after the label in the tooltip, for example `Ctrl+I`. */
  shortcut?: string | undefined;
  'aria-expanded'?: boolean | undefined;
  ref?: Ref<HTMLButtonElement>;
}

/** A square button with an icon, named by its label, which is also its tooltip. */
export function IconButton({
  label,
  icon,
  onPress,
  isDisabled = false,
  disabledReason = null,
  isPressed,
  size = 'regular',
  shortcut,
  ...rest
}: IconButtonProps) {
  const isRefused = disabledReason !== null && disabledReason !== undefined;
  return (
    <Tooltip text={isRefused ? `${label}: ${disabledReason}` : label} shortcut={shortcut}>
      <AriaButton
        {...withoutUndefined(rest)}
        aria-label={label}
        className={joinClasses(
          styles.iconButton,
          size === 'small' && styles.small,
          isPressed === true && styles.pressed,
          isRefused && styles.refused,
        )}
        isDisabled={isDisabled && !isRefused}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
        {...(isRefused ? { 'aria-disabled': true } : {})}
        {...(onPress !== undefined && !isRefused ? { onPress: () => onPress() } : {})}
      >
        <Icon icon={icon} size={size === 'small' ? 'small' : 'regular'} />
      </AriaButton>
    </Tooltip>
  );
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(props: T): Defined<T> {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as Defined<T>;
}
