import { Component } from 'react';
import type { JSX, ReactNode } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: unknown;
  readonly isBroken: boolean;
}

/** Says that the window has stopped, and why, where there would otherwise be an empty page. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined, isBroken: false };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error, isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? <BrokenPage error={this.state.error} /> : this.props.children;
  }
}

function BrokenPage({ error }: { error: unknown }): JSX.Element {
  const { broken } = locale.messages.commands;
  return (
    <>
      <div className="title-bar" />
      <main className="content">
        <div className="page">
          <div className="page-column" role="alert">
            <Icon id="error-circle-20-filled" edge={20} className="failure-icon" />
            <h1>{broken.title}</h1>
            <p className="lead">{broken.sentence}</p>
            <dl className="facts">
              <div>
                <dt>{broken.reason}</dt>
                <dd className="mono">{error instanceof Error ? error.message : String(error)}</dd>
              </div>
            </dl>
          </div>
        </div>
      </main>
    </>
  );
}
