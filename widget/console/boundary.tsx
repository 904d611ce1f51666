import { Component, type ComponentChildren } from 'preact';

import { Button } from '../ui/button.tsx';
import { ConsoleIcon } from '../ui/console-icon.tsx';

interface Props {
  words: { title: string; hint: string; retry: string };
  children: ComponentChildren;
}

/** A screen that breaks says so and can be tried again; the page around it lives. */
export class Boundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  override componentDidCatch(): void {
    this.setState({ broken: true });
  }

  override render({ words, children }: Props) {
    if (!this.state.broken) return children;
    return (
      <div class="souffleur-nothing" role="alert">
        <ConsoleIcon name="warning" size={28} />
        <p class="souffleur-nothing-title">{words.title}</p>
        <p class="souffleur-nothing-hint">{words.hint}</p>
        <Button kind="neutral" onPress={() => this.setState({ broken: false })}>
          {words.retry}
        </Button>
      </div>
    );
  }
}
