import { type Talk } from '../state/shapes.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useCard } from './context.ts';
import { ModeSwitch } from './mode-switch.tsx';

/** Minutes of a pause that the rep asks for. */
const PAUSE = 30;

const Pause = ({ talk }: { talk: Talk }) => {
  const { state, texts } = useCard();
  if (talk.effectiveMode === 'off') return null;
  if (talk.pausedUntil) {
    const words = texts.t(`card.pause.until_${talk.pauseReason ?? 'paused'}`, { time: texts.time(talk.pausedUntil) });
    return (
      <div class="souffleur-paused">
        <Icon name="pause" />
        <span>{words}</span>
        <Button kind="quiet" onPress={() => void state.talks.resume()} disabled={state.talks.busy.value}>
          {texts.t('card.pause.resume')}
        </Button>
      </div>
    );
  }
  return (
    <Button kind="quiet" onPress={() => void state.talks.pause(PAUSE)} disabled={state.talks.busy.value}>
      {texts.t('card.pause.pause')}
    </Button>
  );
};

/** Who answers here, with which model, how far it may go, and whether it is paused. */
export const Header = ({ talk }: { talk: Talk }) => {
  const { state, texts } = useCard();
  const { agent } = talk;
  const draft = state.drafts.current.value;
  const model = draft?.model || agent?.model || '';
  if (!agent) {
    return (
      <header class="souffleur-header">
        <h3 class="souffleur-title">{texts.t('card.agent.none')}</h3>
        <p class="souffleur-hint">{texts.t('card.agent.none_hint')}</p>
      </header>
    );
  }
  return (
    <header class="souffleur-header">
      <div class="souffleur-head">
        <h3 class="souffleur-title" title={agent.name}>
          {agent.name}
        </h3>
        <span class="souffleur-model" title={model}>
          {model}
        </span>
      </div>
      <ModeSwitch talk={talk} />
      <Pause talk={talk} />
    </header>
  );
};
