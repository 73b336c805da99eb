import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField, Text } from 'react-aria-components';
import styles from './checkbox.module.css';
import { Icon } from './icon.tsx';

/** A box with a tick. Without children it needs `label` as its accessible name. */
export function Checkbox({
  isSelected,
  isIndeterminate = false,
  onChange,
  children,
  label,
  description,
  isDisabled = false,
}: {
  isSelected: boolean;
  isIndeterminate?: boolean;
  onChange: (isSelected: boolean) => void;
  children?: ReactNode;
  label?: string;
  description?: ReactNode;
  isDisabled?: boolean;
}) {
  return (
    <CheckboxField
      className={styles.field ?? ''}
      isDisabled={isDisabled}
      isIndeterminate={isIndeterminate}
      isSelected={isSelected}
      onChange={onChange}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <CheckboxButton className={styles.button ?? ''}>
        <span className={styles.box}>
          {isIndeterminate ? (
            <Icon icon={Minus} size="small" />
          ) : isSelected ? (
            <Icon icon={Check} size="small" />
          ) : null}
        </span>
        {children === undefined ? null : <span>{children}</span>}
      </CheckboxButton>
      {description === undefined ? null : (
        <Text className={styles.description ?? ''} slot="description">
          {description}
        </Text>
      )}
    </CheckboxField>
  );
}
