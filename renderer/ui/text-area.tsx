import type { ReactNode } from 'react';
import {
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  FieldError,
  Label,
  Text,
} from 'react-aria-components';
import { joinClasses } from './class-names.ts';
import field from './field.module.css';
import styles from './text-area.module.css';

/** Several lines of text; grows with what is in it. `errorMessage` takes the place of the description. */
export function TextArea({
  label,
  value,
  onChange,
  description,
  errorMessage = null,
  placeholder,
  isCode = false,
  isDisabled = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: ReactNode;
  errorMessage?: string | null | undefined;
  placeholder?: string | undefined;
  /** Monospace. */
  isCode?: boolean;
  isDisabled?: boolean;
}) {
  const isInvalid = errorMessage !== null && errorMessage !== undefined;
  return (
    <AriaTextField
      className={joinClasses(field.field, isCode && field.code)}
      isDisabled={isDisabled}
      isInvalid={isInvalid}
      onChange={onChange}
      validationBehavior="aria"
      value={value}
    >
      <Label className={field.label ?? ''}>{label}</Label>
      <AriaTextArea
        className={joinClasses(field.input, styles.area)}
        rows={Math.min(12, Math.max(2, value.split('\n').length))}
        spellCheck={false}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      {isInvalid ? (
        <FieldError className={field.error ?? ''}>{errorMessage}</FieldError>
      ) : description === undefined || description === null ? null : (
        <Text className={field.description ?? ''} slot="description">
          {description}
        </Text>
      )}
    </AriaTextField>
  );
}
