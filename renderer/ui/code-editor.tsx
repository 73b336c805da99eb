import { autocompletion } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import styles from './code-editor.module.css';

/** Something to mark in a source. Lines and columns count from 1; without an end the mark goes to the end of the line. */
export interface CodeMark {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly tone: 'bad' | 'warn' | 'neutral';
  readonly message: string;
}

/** Names that are offered while an XML source is typed: elements with what stands in them. */
export type KnownElements = readonly { readonly name: string; readonly children?: readonly string[] }[];

/** A place in a source, from 1. */
export interface CodePlace {
  readonly line: number;
  readonly column: number;
}

/**
 * A source that is read and typed: colours, brackets, search, undo, squiggles. It lives in a shadow root, because that
 * takes style sheets from a script and the page's content policy lets nothing else do so.
 */
export function CodeEditor({
  label,
  language,
  value,
  onChange,
  marks = [],
  isReadOnly = false,
  elements = [],
  showPlace = null,
  onPlace,
}: {
  label: string;
  language: 'xml' | 'json';
  value: string;
  onChange?: (value: string) => void;
  marks?: readonly CodeMark[];
  isReadOnly?: boolean;
  elements?: KnownElements;
  /** Scrolled into sight when it changes. */
  showPlace?: CodePlace | null;
  /** Told where the cursor is when it moves. */
  onPlace?: (place: CodePlace) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const told = useRef({ onChange, onPlace });
  told.current = { onChange, onPlace };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text and the marks are followed below, without a new editor.
  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: value,
        extensions: [
          basicSetup,
          look,
          lintGutter(),
          language === 'json' ? json() : xml({ elements: [...elements] }),
          autocompletion({ tooltipClass: () => 'offers' }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          writable.of(writability(isReadOnly)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('follow')))
              told.current.onChange?.(update.state.doc.toString());
            if (update.selectionSet) told.current.onPlace?.(placeOf(update.state));
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [language, label]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    const changes = { from: 0, to: editor.state.doc.length, insert: value };
    editor.dispatch({ changes, userEvent: 'follow' });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: writable.reconfigure(writability(isReadOnly)) });
  }, [isReadOnly]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: marks belong to a text, and are set again with it.
  useEffect(() => {
    const editor = view.current;
    if (editor !== null)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          marks.map((mark) => diagnosticOf(editor.state, mark)),
        ),
      );
  }, [marks, value]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || showPlace === null || editor.hasFocus) return;
    const at = offsetOf(editor.state, showPlace.line, showPlace.column);
    editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
  }, [showPlace]);

  return <div className={styles.host} ref={host} />;
}

const writable = new Compartment();

function writability(isReadOnly: boolean): Extension {
  return [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)];
}

function placeOf(state: EditorState): CodePlace {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  return { line: line.number, column: head - line.from + 1 };
}

function offsetOf(state: EditorState, lineNumber: number, column: number): number {
  const line = state.doc.line(Math.min(Math.max(1, lineNumber), state.doc.lines));
  return Math.min(line.from + Math.max(0, column - 1), line.to);
}

function diagnosticOf(state: EditorState, mark: CodeMark): Diagnostic {
  const from = offsetOf(state, mark.line, mark.column);
  const end =
    mark.endLine === undefined
      ? state.doc.lineAt(from).to
      : offsetOf(state, mark.endLine, mark.endColumn ?? 1);
  const severity = { bad: 'error', warn: 'warning', neutral: 'info' } as const;
  return { from, to: Math.max(from, end), severity: severity[mark.tone], message: mark.message };
}

/** The colours of the page: custom properties reach into a shadow root. */
export const look: Extension = [
  EditorView.theme({
    '&': { color: 'var(--ink)', backgroundColor: 'var(--bg)', fontSize: '12px', height: '100%' },
    '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.5' },
    '.cm-gutters': {
      backgroundColor: 'var(--bg-side)',
      color: 'var(--ink-3)',
      borderRight: '1px solid var(--line)',
    },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--bg-hover)' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection': {
      backgroundColor: 'var(--bg-selected) !important',
    },
    '.cm-matchingBracket': { backgroundColor: 'var(--accent-wash)', outline: '1px solid var(--line-strong)' },
    '.cm-foldPlaceholder': {
      backgroundColor: 'var(--bg-sunk)',
      border: '1px solid var(--line-strong)',
      color: 'var(--ink-2)',
    },
    '.cm-tooltip, .cm-panels': {
      backgroundColor: 'var(--bg-raise)',
      color: 'var(--ink)',
      border: '1px solid var(--line-strong)',
    },
    '.cm-tooltip-autocomplete ul li[aria-selected]': {
      backgroundColor: 'var(--bg-selected)',
      color: 'var(--ink)',
    },
    '.cm-changedLine, .cm-insertedLine': { backgroundColor: 'var(--good-wash)' },
    '.cm-deletedChunk, .cm-deletedLine': { backgroundColor: 'var(--bad-wash)' },
    '.cm-changedText': { background: 'var(--good-wash)', textDecoration: 'underline var(--good)' },
    '.cm-deletedChunk .cm-deletedText': { background: 'none', textDecoration: 'underline var(--bad)' },
    '.cm-collapsedLines': { background: 'var(--bg-side)', color: 'var(--ink-3)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.tagName, tags.propertyName], color: 'var(--accent-text)' },
      { tag: [tags.string, tags.attributeValue], color: 'var(--good)' },
      { tag: [tags.number, tags.bool, tags.null], color: 'var(--violet)' },
      { tag: tags.attributeName, color: 'var(--warn)' },
      { tag: [tags.comment, tags.angleBracket, tags.punctuation], color: 'var(--ink-3)' },
      { tag: tags.invalid, color: 'var(--bad)' },
    ]),
  ),
];
