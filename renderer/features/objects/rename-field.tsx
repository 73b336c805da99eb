import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import styles from './object-table.module.css';

/** Why a name cannot be given to an object; null when it can. A `/` would move it, which is not what renaming says. */
export function nameProblem(name: string): 'empty' | 'slash' | null {
  if (name === '') return 'empty';
  return name.includes('/') ? 'slash' : null;
}

/** The name of a row as a text field: Enter renames, Escape or leaving keeps the old name. */
export function RenameField({
  name,
  isFolder,
  onRename,
  onEnd,
}: {
  name: string;
  isFolder: boolean;
  onRename: (newName: string) => void;
  onEnd: () => void;
}) {
  const t = useTranslations('objects.rename');
  const [value, setValue] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const problem = nameProblem(value);

  useEffect(() => {
    const dot = name.lastIndexOf('.');
    input.current?.focus();
    // The extension mostly stays, so that only what stands before it is selected.
    input.current?.setSelectionRange(0, isFolder || dot <= 0 ? name.length : dot);
  }, [name, isFolder]);

  return (
    <span className={styles.renameBox}>
      <input
        aria-invalid={problem !== null}
        aria-label={t('label')}
        autoComplete="off"
        className={styles.renameInput}
        onBlur={onEnd}
        onChange={(event) => setValue(event.target.value)}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') onEnd();
          if (event.key !== 'Enter' || problem !== null) return;
          onRename(value);
        }}
        ref={input}
        spellCheck={false}
        value={value}
      />
      {problem === null ? null : (
        <span className={styles.renameProblem} role="alert">
          {t(problem)}
        </span>
      )}
    </span>
  );
}
