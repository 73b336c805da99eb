import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { SettingProblem } from '../../../../shared/model/configuration/find-problems.ts';
import type { ProviderId } from '../../../../shared/model/connection.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { joinClasses } from '../../../ui/class-names.ts';
import { NumberField } from '../../../ui/number-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './document-form.module.css';
import type { Field, FormName, FormSpec } from './form-spec.ts';
import { itemsAt, type Json, valueAt, withItem, withValueAt } from './model-path.ts';

/** What every field of a form needs to know. */
interface FormContext {
  readonly document: FormName;
  readonly provider: ProviderId;
  readonly model: Json;
  readonly isReadOnly: boolean;
  readonly problems: readonly SettingProblem[];
  /** `joins`: it goes on with the last change of the same field. */
  readonly change: (model: Json, path: string) => void;
}

/** A document as fields. */
export function DocumentForm({ spec, ...context }: { spec: FormSpec } & FormContext) {
  return (
    <div className={styles.form}>
      <Fields base="" context={context} fields={spec.fields} />
    </div>
  );
}

function Fields({ fields, base, context }: { fields: readonly Field[]; base: string; context: FormContext }) {
  return fields
    .filter(({ providers }) => providers === undefined || providers.includes(context.provider))
    .map((field) => {
      const path = base === '' ? field.path : `${base}.${field.path}`;
      return <OneField context={context} field={field} key={path} path={path} />;
    });
}

function OneField({ field, path, context }: { field: Field; path: string; context: FormContext }) {
  const t = useTranslations(`configuration.fields.${context.document}`);
  const tOption = useTranslations('configuration.options');
  const tUnit = useTranslations('configuration.units');
  const tForm = useTranslations('configuration.form');
  const tProblem = useTranslations('configuration.problems');
  const { model, isReadOnly, change } = context;
  const value = valueAt(model, path);
  const set = (next: Json | undefined) => change(withValueAt(model, path, next), path);
  const label = t(field.label);
  const found = context.problems.find((problem) => problem.path === path);
  const errorMessage = found === undefined ? null : tProblem(found.reason, found.values);
  const description = field.hint === undefined ? undefined : t(field.hint);
  const shared = { label, isDisabled: isReadOnly, errorMessage, description };

  switch (field.kind) {
    case 'text':
      return (
        <TextField
          {...shared}
          isCode={field.isCode ?? false}
          onChange={(text) => set(text === '' && field.keepsEmpty !== true ? undefined : text)}
          placeholder={field.placeholder}
          value={typeof value === 'string' ? value : ''}
        />
      );
    case 'number':
      return (
        <NumberField
          {...shared}
          min={field.min ?? 0}
          onChange={(number) => set(number ?? undefined)}
          unit={field.unit === undefined ? undefined : tUnit(field.unit)}
          value={typeof value === 'number' ? value : null}
        />
      );
    case 'choice': {
      const words = [...field.options];
      // A word that is new to us is a choice as well: it is what the server said.
      if (typeof value === 'string' && value !== '' && !words.includes(value)) words.push(value);
      const options = words.map((word) => ({ value: word, label: tOption.has(word) ? tOption(word) : word }));
      const none = { value: '', label: tForm('none') };
      return (
        <Select
          {...shared}
          onChange={(word) => set(word === '' ? undefined : word)}
          options={field.none === true ? [none, ...options] : options}
          placeholder={tForm('choose')}
          value={typeof value === 'string' && value !== '' ? value : field.none === true ? '' : null}
        />
      );
    }
    case 'flag':
    case 'switch': {
      const isOn = field.kind === 'flag' ? value === true : value === field.on;
      const words = field.kind === 'flag' ? { on: true, off: undefined } : { on: field.on, off: field.off };
      return (
        <div className={styles.tick}>
          <Checkbox
            description={errorMessage ?? description}
            isDisabled={isReadOnly}
            isSelected={isOn}
            onChange={(isSelected) => set(isSelected ? words.on : words.off)}
          >
            {label}
          </Checkbox>
        </div>
      );
    }
    case 'checks': {
      const chosen = itemsAt(model, path).map(String);
      const all = [...field.options, ...chosen.filter((word) => !field.options.includes(word))];
      return (
        <fieldset className={styles.checks}>
          <legend className={styles.legend}>{label}</legend>
          {all.map((word) => (
            <Checkbox
              isDisabled={isReadOnly}
              isSelected={chosen.includes(word)}
              key={word}
              onChange={(isSelected) =>
                set(all.filter((one) => (one === word ? isSelected : chosen.includes(one))))
              }
            >
              {word}
            </Checkbox>
          ))}
          {errorMessage === null ? null : <p className={styles.error}>{errorMessage}</p>}
        </fieldset>
      );
    }
    case 'lines':
      return (
        <TextArea
          {...shared}
          isCode
          onChange={(text) => set(text === '' ? [] : text.split('\n'))}
          placeholder={field.placeholder}
          value={itemsAt(model, path).map(String).join('\n')}
        />
      );
    case 'section':
      return (
        <div className={styles.part}>
          <Checkbox
            description={description}
            isDisabled={isReadOnly}
            isSelected={value !== undefined}
            onChange={(isSelected) => set(isSelected ? field.empty : undefined)}
          >
            {label}
          </Checkbox>
          {errorMessage === null ? null : <p className={styles.error}>{errorMessage}</p>}
          {value === undefined ? null : (
            <div className={styles.inside}>
              <Fields base={path} context={context} fields={field.fields} />
            </div>
          )}
        </div>
      );
    case 'list':
      return (
        <ListField
          context={context}
          description={description}
          errorMessage={errorMessage}
          field={field}
          label={label}
          path={path}
        />
      );
  }
}

function ListField({
  field,
  path,
  label,
  description,
  errorMessage,
  context,
}: {
  field: Extract<Field, { kind: 'list' }>;
  path: string;
  label: string;
  description: string | undefined;
  errorMessage: string | null;
  context: FormContext;
}) {
  const t = useTranslations('configuration.form');
  const { model, change, isReadOnly } = context;
  const items = itemsAt(model, path);
  const remove = (index: number) => change(withValueAt(model, `${path}.${index}`, undefined), path);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{label}</legend>
      {description === undefined ? null : <p className={styles.hint}>{description}</p>}
      {errorMessage === null ? null : <p className={styles.error}>{errorMessage}</p>}
      {items.length === 0 ? <p className={styles.hint}>{t('noItems')}</p> : null}
      {items.map((item, index) => {
        const title = field.titlePath === undefined ? undefined : valueAt(item, field.titlePath);
        const name = typeof title === 'string' && title !== '' ? title : t('item', { number: index + 1 });
        return (
          <div
            className={joinClasses(field.isCompact === true ? styles.line : styles.card)}
            // Items have no name of their own, and moving one is taking it out and adding it.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            key={index}
          >
            {field.isCompact === true ? null : (
              <div className={styles.cardHead}>
                <h3 className={styles.cardTitle}>{name}</h3>
                {isReadOnly ? null : (
                  <IconButton
                    icon={Trash2}
                    label={t('remove', { name })}
                    onPress={() => remove(index)}
                    size="small"
                  />
                )}
              </div>
            )}
            <div className={field.isCompact === true ? styles.lineFields : styles.cardFields}>
              <Fields base={`${path}.${index}`} context={context} fields={field.fields} />
            </div>
            {field.isCompact === true && !isReadOnly ? (
              <IconButton
                icon={Trash2}
                label={t('remove', { name })}
                onPress={() => remove(index)}
                size="small"
              />
            ) : null}
          </div>
        );
      })}
      {isReadOnly ? null : (
        <div>
          <Button icon={Plus} onPress={() => change(withItem(model, path, field.empty), path)} size="small">
            {t('add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
