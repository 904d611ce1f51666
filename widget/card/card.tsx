import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Announcer } from './announcer.tsx';
import { Bell } from './bell.tsx';
import { CardContext, useCard, type Card as CardParts } from './context.ts';
import { NoTalk } from './empty.tsx';
import { Header } from './header.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { Suggestion } from './suggestion.tsx';
import { TalkTabs } from './talk-tabs.tsx';
import { WhyLine } from './why-line.tsx';
import { errorWords } from './words.ts';

const Loading = () => {
  const { texts } = useCard();
  return (
    <div class="souffleur-loading" role="status" aria-label={texts.t('card.loading')}>
      <span class="souffleur-bone souffleur-bone-short" />
      <span class="souffleur-bone souffleur-bone-switch" />
      <span class="souffleur-bone" />
      <span class="souffleur-bone" />
      <span class="souffleur-bone souffleur-bone-short" />
    </div>
  );
};

const Parts = () => {
  const { state, texts } = useCard();
  const phase = state.phase.value;
  if (phase.name === 'loading') return <Loading />;
  if (phase.name === 'failed') {
    return (
      <div class="souffleur-empty" role="alert">
        <Icon name="warning" />
        <h3 class="souffleur-title">{texts.t('errors.title')}</h3>
        <p class="souffleur-hint">{errorWords(texts, phase.error)}</p>
        <Button kind="neutral" onPress={state.start}>
          {texts.t('errors.retry')}
        </Button>
      </div>
    );
  }
  const talk = state.talks.current.value;
  if (!talk) {
    return (
      <>
        <NoticeBar />
        <NoTalk />
      </>
    );
  }
  return (
    <>
      <TalkTabs />
      <Header talk={talk} />
      <NoticeBar />
      {talk.agent && <Suggestion key={talk.id} />}
      <WhyLine />
      <Announcer />
    </>
  );
};

/** The whole lead-card panel. */
export const Card = ({ state, texts }: CardParts) => (
  <CardContext.Provider value={{ state, texts }}>
    <div class="souffleur-card" role="region" aria-label={texts.t('card.label')} lang={texts.language}>
      <Bell />
      <Parts />
    </div>
  </CardContext.Provider>
);
