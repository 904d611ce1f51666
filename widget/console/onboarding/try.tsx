import { Button } from '../../ui/button.tsx';
import { useTexts } from '../context.ts';
import { ChatPanel } from '../chat/chat.tsx';
import { type StepProps } from './setup.ts';

/** The agent answers the admin as it would a customer. */
export const TryStep = ({ step, setup, templates, refresh, next, open }: StepProps) => {
  const t = useTexts('onboarding');
  const agent = setup.steps.find(({ id }) => id === 'agent');
  if (!setup.agentId || !agent) {
    return (
      <div class="souffleur-page-actions">
        <p class="souffleur-paragraph">{t('try.no_agent')}</p>
        <Button kind="neutral" onPress={() => open('agent')}>
          {t('steps.agent')}
        </Button>
      </div>
    );
  }
  const example = templates.find(({ id }) => id === setup.template)?.example;
  return (
    <>
      <ChatPanel
        agentId={setup.agentId}
        agentName={agent.name}
        chatId={step.chatId}
        examples={[...(example ? [example] : []), t('try.example')]}
        onAnswer={() => void refresh()}
      />
      <div class="souffleur-page-actions">
        {step.state === 'done' && (
          <Button kind="primary" onPress={next}>
            {t('continue')}
          </Button>
        )}
        <Button kind="quiet" onPress={() => open('agent')}>
          {t('try.change_agent')}
        </Button>
        <Button kind="quiet" onPress={() => open('knowledge')}>
          {t('try.change_knowledge')}
        </Button>
      </div>
    </>
  );
};
