import type { ReactNode } from 'react';
import { SwitchButton, SwitchField, Text } from 'react-aria-components';
import styles from './switch.module.css';

/** Turns something on or off at once, with words beside it. In a form that is saved later take Checkbox. */
export function Switch({
  isSelected,
  onChange,
  children,
  description,
  isDisabled = false,
}: {
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  children: ReactNode;
  description?: ReactNode;
  isDisabled?: boolean;
}) {
  return (
    <SwitchField
      className={styles.field ?? ''}
      isDisabled={isDisabled}
      isSelected={isSelected}
      onChange={onChange}
    >
      <SwitchButton className={styles.button ?? ''}>
        <span className={styles.track}>
          <span className={styles.thumb} />
        </span>
        <span>{children}</span>
      </SwitchButton>
      {description === undefined ? null : (
        <Text className={styles.description ?? ''} slot="description">
          {description}
        </Text>
      )}
    </SwitchField>
  );
}
