import { useId } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { joinClasses } from './class-names.ts';
import field from './field.module.css';
import { Icon, type IconType } from './icon.tsx';
import styles from './segmented.module.css';

/** A choice of one among two to five short words, all in sight. Arrow keys move between them. */
export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
  isLabelHidden = false,
  isDisabled = false,
}: {
  label: string;
  options: readonly {
    value: T;
    label: string;
    icon?: IconType | undefined;
    isDisabled?: boolean | undefined;
  }[];
  value: T;
  onChange: (value: T) => void;
  isLabelHidden?: boolean;
  isDisabled?: boolean;
}) {
  const labelId = useId();
  return (
    <div className={joinClasses(field.field, isLabelHidden && field.hiddenLabel, styles.around)}>
      <span className={field.label} id={labelId}>
        {label}
      </span>
      <ToggleButtonGroup
        aria-labelledby={labelId}
        className={styles.group ?? ''}
        disallowEmptySelection
        isDisabled={isDisabled}
        onSelectionChange={(keys) => {
          const chosen = options.find((option) => keys.has(option.value));
          if (chosen !== undefined) onChange(chosen.value);
        }}
        selectedKeys={[value]}
        selectionMode="single"
      >
        {options.map((option) => (
          <ToggleButton
            className={styles.option ?? ''}
            id={option.value}
            isDisabled={option.isDisabled ?? false}
            key={option.value}
          >
            {option.icon === undefined ? null : <Icon icon={option.icon} size="small" />}
            {option.label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
