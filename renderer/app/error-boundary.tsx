import { TriangleAlert } from 'lucide-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

interface Props {
  readonly children: ReactNode;
  /** Changes when the pane shows something else: a new content gets a new chance. */
  readonly resetKey?: string;
}

interface State {
  readonly failedKey: string | null;
}

/** Keeps a defect in one pane from taking the window down. Nothing of the error's own text is shown or sent. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failedKey: null };

  static getDerivedStateFromError(): State {
    return { failedKey: '' };
  }

  override componentDidCatch(_error: Error, _info: ErrorInfo): void {
    this.setState({ failedKey: this.props.resetKey ?? 'same' });
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.failedKey !== null && before.resetKey !== this.props.resetKey) {
      this.setState({ failedKey: null });
    }
  }

  override render(): ReactNode {
    if (this.state.failedKey === null) return this.props.children;
    return <PaneFailure onRetry={() => this.setState({ failedKey: null })} />;
  }
}

function PaneFailure({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations('shell');
  return (
    <EmptyState
      action={<Button onPress={onRetry}>{t('paneFailed.again')}</Button>}
      icon={TriangleAlert}
      title={t('paneFailed.title')}
    >
      {t('paneFailed.text')}
    </EmptyState>
  );
}
