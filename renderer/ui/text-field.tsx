import type { ReactNode, Ref } from 'react';
import { TextField as AriaTextField, FieldError, Group, Input, Label, Text } from 'react-aria-components';
import { joinClasses } from './class-names.ts';
import styles from './field.module.css';

/** What a text field takes. `errorMessage` marks it as wrong and takes the place of the description. */
export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: ReactNode;
  errorMessage?: string | null | undefined;
  placeholder?: string | undefined;
  /** `password` hides what is typed and asks the browser not to keep it. */
  type?: 'text' | 'password' | 'search';
  /** The label stays for assistive technology only. */
  isLabelHidden?: boolean;
  /** Monospace: addresses, keys, fingerprints. */
  isCode?: boolean;
  /** A lighter edge, for a search field in a bar. */
  isQuiet?: boolean;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  isRequired?: boolean;
  autoFocus?: boolean;
  /** Before and after the text, inside the box: an icon, a unit, a small button. */
  start?: ReactNode;
  end?: ReactNode;
  maxLength?: number | undefined;
  onBlur?: (() => void) | undefined;
  onPaste?: ((event: React.ClipboardEvent<HTMLInputElement>) => void) | undefined;
  onKeyDown?: ((event: React.KeyboardEvent<HTMLInputElement>) => void) | undefined;
  inputRef?: Ref<HTMLInputElement>;
}

/** One line of text with its label, description and error. */
export function TextField({
  label,
  value,
  onChange,
  description,
  errorMessage = null,
  placeholder,
  type = 'text',
  isLabelHidden = false,
  isCode = false,
  isQuiet = false,
  isDisabled = false,
  isReadOnly = false,
  isRequired = false,
  autoFocus = false,
  start,
  end,
  maxLength,
  onBlur,
  onPaste,
  onKeyDown,
  inputRef,
}: TextFieldProps) {
  const isInvalid = errorMessage !== null && errorMessage !== undefined;
  return (
    <AriaTextField
      autoFocus={autoFocus}
      className={joinClasses(
        styles.field,
        isLabelHidden && styles.hiddenLabel,
        isCode && styles.code,
        isQuiet && styles.quiet,
      )}
      isDisabled={isDisabled}
      isInvalid={isInvalid}
      isReadOnly={isReadOnly}
      isRequired={isRequired}
      onChange={onChange}
      type={type}
      validationBehavior="aria"
      value={value}
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(onBlur === undefined ? {} : { onBlur: () => onBlur() })}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <Group className={styles.box ?? ''}>
        {start === undefined ? null : <span className={styles.adornment}>{start}</span>}
        <Input
          autoCapitalize="off"
          autoComplete={type === 'password' ? 'new-password' : 'off'}
          autoCorrect="off"
          className={styles.input ?? ''}
          spellCheck={false}
          {...(inputRef === undefined ? {} : { ref: inputRef })}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(onPaste === undefined ? {} : { onPaste })}
          {...(onKeyDown === undefined ? {} : { onKeyDown })}
        />
        {end === undefined ? null : <span className={styles.adornment}>{end}</span>}
      </Group>
      {isInvalid ? (
        <FieldError className={styles.error ?? ''}>{errorMessage}</FieldError>
      ) : description === undefined || description === null ? null : (
        <Text className={styles.description ?? ''} slot="description">
          {description}
        </Text>
      )}
    </AriaTextField>
  );
}
