import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  NumberField as AriaNumberField,
  Button,
  FieldError,
  Group,
  Input,
  Label,
  Text,
} from 'react-aria-components';
import styles from './field.module.css';
import { Icon } from './icon.tsx';
import steps from './number-field.module.css';

/** A number with its limits; typed text outside them is brought inside when the field is left. `value` null is empty. */
export function NumberField({
  label,
  value,
  onChange,
  min,
  max,
  step = 1,
  unit,
  placeholder,
  description,
  errorMessage = null,
  isDisabled = false,
}: {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
  /** Shown after the number, for example `MiB`. */
  unit?: string | undefined;
  /** What an empty field means. */
  placeholder?: string | undefined;
  description?: ReactNode;
  errorMessage?: string | null | undefined;
  isDisabled?: boolean;
}) {
  const isInvalid = errorMessage !== null && errorMessage !== undefined;
  return (
    <AriaNumberField
      className={styles.field ?? ''}
      formatOptions={{ useGrouping: false }}
      isDisabled={isDisabled}
      isInvalid={isInvalid}
      onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
      step={step}
      validationBehavior="aria"
      value={value ?? Number.NaN}
      {...(min === undefined ? {} : { minValue: min })}
      {...(max === undefined ? {} : { maxValue: max })}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <Group className={styles.box ?? ''}>
        <Input className={styles.input ?? ''} {...(placeholder === undefined ? {} : { placeholder })} />
        {unit === undefined ? null : <span className={styles.adornment}>{unit}</span>}
        <Button className={steps.step ?? ''} slot="decrement">
          <Icon icon={Minus} size="small" />
        </Button>
        <Button className={steps.step ?? ''} slot="increment">
          <Icon icon={Plus} size="small" />
        </Button>
      </Group>
      {isInvalid ? (
        <FieldError className={styles.error ?? ''}>{errorMessage}</FieldError>
      ) : description === undefined ? null : (
        <Text className={styles.description ?? ''} slot="description">
          {description}
        </Text>
      )}
    </AriaNumberField>
  );
}
