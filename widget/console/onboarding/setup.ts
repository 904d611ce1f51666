import { type ReadonlySignal } from '@preact/signals';

import { type Onboarding, type Step, type StepId, type Template } from '../../state/onboarding.ts';

/** What each step of the set-up is given. */
export interface StepProps {
  step: Step;
  setup: Onboarding;
  templates: readonly Template[];
  /** Asks the server how far it is; with `check` it asks Kommo first. */
  refresh: (check?: boolean) => Promise<void>;
  checking: ReadonlySignal<boolean>;
  /** On to the next step that is open. */
  next: () => void;
  open: (step: StepId) => void;
}
