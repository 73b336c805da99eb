import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import styles from './code-editor.module.css';
import { look } from './code-editor.tsx';

/** Two versions of a source in one text: what goes is red, what comes is green, what stays is folded away. */
export function SourceDiff({
  label,
  language,
  before,
  after,
}: {
  label: string;
  language: 'xml' | 'json';
  before: string;
  after: string;
}) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          look,
          language === 'json' ? json() : xml(),
          EditorView.lineWrapping,
          EditorView.editable.of(false),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            gutter: true,
            highlightChanges: before.trim() !== '',
            collapseUnchanged: { margin: 3, minSize: 6 },
          }),
        ],
      }),
    });
    return () => editor.destroy();
  }, [label, language, before, after]);
  return <div className={styles.diff} ref={host} />;
}
