import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  ComboBox as AriaComboBox,
  Button,
  FieldError,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from 'react-aria-components';
import { joinClasses } from './class-names.ts';
import field from './field.module.css';
import { Icon } from './icon.tsx';
import select from './select.module.css';

/** What can be chosen: the text that is taken over, and what it means. */
export interface ComboBoxOption {
  readonly value: string;
  readonly description: string;
}

/**
 * A text that is typed freely or chosen from a list of known ones; typing narrows the list, by the text and by its
 * description. `errorMessage` takes the place of the description.
 */
export function ComboBox({
  label,
  options,
  value,
  onChange,
  buttonLabel,
  placeholder,
  description,
  errorMessage = null,
  isCode = false,
  onPaste,
}: {
  label: string;
  options: readonly ComboBoxOption[];
  value: string;
  onChange: (value: string) => void;
  /** Of the button that opens the list. */
  buttonLabel: string;
  placeholder?: string | undefined;
  description?: ReactNode;
  errorMessage?: string | null | undefined;
  /** Monospace. */
  isCode?: boolean;
  onPaste?: ((event: React.ClipboardEvent<HTMLInputElement>) => void) | undefined;
}) {
  const isInvalid = errorMessage !== null && errorMessage !== undefined;
  const searchTexts = new Map(
    options.map((option) => [option.value, `${option.value} ${option.description}`.toLowerCase()]),
  );
  return (
    <AriaComboBox
      allowsCustomValue
      allowsEmptyCollection={false}
      className={joinClasses(field.field, isCode && field.code)}
      defaultFilter={(known, typed) => searchTexts.get(known)?.includes(typed.trim().toLowerCase()) ?? false}
      defaultItems={options}
      inputValue={value}
      isInvalid={isInvalid}
      menuTrigger="input"
      onInputChange={onChange}
      validationBehavior="aria"
    >
      <Label className={field.label ?? ''}>{label}</Label>
      <Group className={field.box ?? ''}>
        <Input
          autoCapitalize="off"
          autoCorrect="off"
          className={field.input ?? ''}
          spellCheck={false}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(onPaste === undefined ? {} : { onPaste })}
        />
        <Button aria-label={buttonLabel} className={select.opener ?? ''}>
          <Icon icon={ChevronDown} size="small" />
        </Button>
      </Group>
      {isInvalid ? (
        <FieldError className={field.error ?? ''}>{errorMessage}</FieldError>
      ) : description === undefined || description === null ? null : (
        <Text className={field.description ?? ''} slot="description">
          {description}
        </Text>
      )}
      <Popover className={select.popover ?? ''} offset={4}>
        <ListBox className={select.list ?? ''}>
          {(option: ComboBoxOption) => (
            <ListBoxItem
              className={joinClasses(select.option, select.wide)}
              id={option.value}
              textValue={option.value}
            >
              <Text className={joinClasses(isCode && select.code)} slot="label">
                {option.value}
              </Text>
              <Text className={select.second ?? ''} slot="description">
                {option.description}
              </Text>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
