import { signal, type ReadonlySignal } from '@preact/signals';

export interface Question {
  title: string;
  text: string;
  /** The label of the button that says yes: the verb itself, never "OK". */
  yes: string;
  no?: string;
  /** Takes something away that does not come back. */
  destructive?: boolean;
}

export interface Dialogs {
  readonly question: ReadonlySignal<Question | undefined>;
  /** True when the person said yes. A second question answers the first with no. */
  ask(question: Question): Promise<boolean>;
  answer(yes: boolean): void;
}

export const createDialogs = (): Dialogs => {
  const question = signal<Question | undefined>();
  let settle: (yes: boolean) => void = () => {};
  const answer = (yes: boolean): void => {
    question.value = undefined;
    settle(yes);
  };
  return {
    question,
    ask(next) {
      answer(false);
      return new Promise((resolve) => {
        settle = resolve;
        question.value = next;
      });
    },
    answer,
  };
};
