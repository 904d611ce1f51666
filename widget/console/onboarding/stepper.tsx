import { type ComponentType } from 'preact';

import { type Step, type StepId } from '../../state/onboarding.ts';
import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../context.ts';
import { Badge } from '../parts/state.tsx';
import { AgentStep } from './agent.tsx';
import { ConnectStep } from './connect.tsx';
import { KnowledgeStep } from './knowledge.tsx';
import { LiveStep } from './live.tsx';
import { type StepProps } from './setup.ts';
import { SyncStep } from './sync.tsx';
import { TryStep } from './try.tsx';

const BODIES: Record<StepId, ComponentType<StepProps>> = {
  connect: ConnectStep,
  sync: SyncStep,
  agent: AgentStep,
  knowledge: KnowledgeStep,
  try: TryStep,
  live: LiveStep,
};

const BADGES = { todo: 'plain', running: 'busy', done: 'good', problem: 'bad' } as const;

const Mark = ({ step, index }: { step: Step; index: number }) => (
  <span class={`souffleur-step-mark souffleur-step-mark-${step.state}`} aria-hidden="true">
    {step.state === 'done' ? <ConsoleIcon name="check" /> : step.state === 'problem' ? <ConsoleIcon name="warning" /> : index + 1}
  </span>
);

/** The steps one below the other; one of them is open. */
export const Stepper = ({ opened, props }: { opened: StepId | null; props: Omit<StepProps, 'step'> }) => {
  const { place } = useConsole();
  const t = useTexts('onboarding');
  const Title = place === 'own' ? 'h2' : 'h3';
  return (
    <ol class="souffleur-steps">
      {props.setup.steps.map((step, index) => {
        const isOpen = step.id === opened;
        const Body = BODIES[step.id];
        return (
          <li key={step.id} class={`souffleur-step${isOpen ? ' souffleur-step-open' : ''}`} aria-current={isOpen ? 'step' : undefined}>
            <Title class="souffleur-step-head">
              <button
                type="button"
                class="souffleur-step-button"
                aria-expanded={isOpen}
                aria-controls={`souffleur-step-${step.id}`}
                onClick={() => props.open(step.id)}
              >
                <Mark step={step} index={index} />
                <span class="souffleur-step-title">{t(`steps.${step.id}`)}</span>
                <Badge kind={BADGES[step.state]}>{t(`states.${step.state}`)}</Badge>
              </button>
            </Title>
            <div class="souffleur-step-body" id={`souffleur-step-${step.id}`} hidden={!isOpen}>
              {isOpen && (
                <>
                  <p class="souffleur-step-hint">{t(`hints.${step.id}`)}</p>
                  <Body {...props} step={step} />
                </>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
};
