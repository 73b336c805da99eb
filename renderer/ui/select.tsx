import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Select as AriaSelect,
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components';
import { joinClasses } from './class-names.ts';
import field from './field.module.css';
import { Icon } from './icon.tsx';
import styles from './select.module.css';

/** One choice. A disabled one says why in its second line. */
export interface SelectOption<T extends string> {
  value: T;
  label: string;
  description?: string | undefined;
  disabledReason?: string | undefined;
}

/** A choice of one among many; for two to five short words take Segmented. `value` null shows the placeholder. */
export function Select<T extends string>({
  label,
  options,
  value,
  onChange,
  placeholder,
  description,
  errorMessage = null,
  isLabelHidden = false,
  isDisabled = false,
}: {
  label: string;
  options: readonly SelectOption<T>[];
  value: T | null;
  onChange: (value: T) => void;
  placeholder?: string;
  description?: ReactNode;
  errorMessage?: string | null | undefined;
  isLabelHidden?: boolean;
  isDisabled?: boolean;
}) {
  const isInvalid = errorMessage !== null && errorMessage !== undefined;
  return (
    <AriaSelect
      className={joinClasses(field.field, isLabelHidden && field.hiddenLabel)}
      isDisabled={isDisabled}
      isInvalid={isInvalid}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      validationBehavior="aria"
      value={value}
      {...(placeholder === undefined ? {} : { placeholder })}
    >
      <Label className={field.label ?? ''}>{label}</Label>
      <Button className={joinClasses(field.box, styles.button)}>
        <SelectValue className={styles.value ?? ''} />
        <Icon icon={ChevronDown} size="small" />
      </Button>
      {isInvalid ? (
        <FieldError className={field.error ?? ''}>{errorMessage}</FieldError>
      ) : description === undefined ? null : (
        <Text className={field.description ?? ''} slot="description">
          {description}
        </Text>
      )}
      <Popover className={styles.popover ?? ''} offset={4}>
        <ListBox className={styles.list ?? ''} items={options}>
          {(option) => (
            <ListBoxItem
              className={styles.option ?? ''}
              id={option.value}
              isDisabled={option.disabledReason !== undefined}
              textValue={option.label}
            >
              {({ isSelected }) => (
                <>
                  <span className={styles.tick}>
                    {isSelected ? <Icon icon={Check} size="small" /> : null}
                  </span>
                  <span className={styles.words}>
                    <Text slot="label">{option.label}</Text>
                    {(option.disabledReason ?? option.description) === undefined ? null : (
                      <Text className={styles.second ?? ''} slot="description">
                        {option.disabledReason ?? option.description}
                      </Text>
                    )}
                  </span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
