import { useState } from 'preact/hooks';

import { type Draft } from '../state/shapes.ts';
import { Spinner } from '../ui/spinner.tsx';
import { BlockedSend } from './blocked.tsx';
import { Checks } from './checks.tsx';
import { useCard } from './context.ts';
import { Details } from './details.tsx';
import { DraftActions } from './draft-actions.tsx';
import { DraftClosed, DraftFailed } from './draft-closed.tsx';
import { DraftText } from './draft-text.tsx';
import { Editor } from './editor.tsx';
import { NoDraft } from './empty.tsx';
import { Rewrite } from './rewrite.tsx';
import { UndoBar } from './undo-bar.tsx';

type Doing = { what: 'edit'; text: string } | { what: 'rewrite' } | undefined;

const Open = ({ draft, doing, setDoing }: { draft: Draft; doing: Doing; setDoing: (doing: Doing) => void }) => {
  const { state, texts } = useCard();
  const blocked = state.drafts.blocked.value;
  return (
    <>
      <DraftText draft={draft} texts={texts} />
      <Checks draft={draft} />
      {blocked && <BlockedSend blocked={blocked} />}
      {!blocked && doing?.what === 'rewrite' && <Rewrite onDone={() => setDoing(undefined)} />}
      {!blocked && !doing && draft.text !== '' && (
        <DraftActions draft={draft} onEdit={() => setDoing({ what: 'edit', text: draft.text })} onRewrite={() => setDoing({ what: 'rewrite' })} />
      )}
    </>
  );
};

const Streaming = ({ text }: { text: string }) => (
  <div class="souffleur-text souffleur-streaming">
    {text}
    <span class="souffleur-caret" aria-hidden="true" />
  </div>
);

const body = (draft: Draft, doing: Doing, setDoing: (doing: Doing) => void) => {
  if (draft.state === 'streaming') return <Streaming text={draft.text} />;
  if (draft.state === 'failed') return <DraftFailed draft={draft} />;
  if (draft.state === 'ready') return <Open draft={draft} doing={doing} setDoing={setDoing} />;
  return <DraftClosed draft={{ ...draft, state: draft.state }} />;
};

/** The middle of the card: the newest draft in whatever state it is. */
export const Suggestion = () => {
  const { state, texts } = useCard();
  const { current, asking, blocked, dismissal } = state.drafts;
  const [doing, setDoing] = useState<Doing>();
  const draft = current.value;
  const pending = dismissal.pending.value;
  const writing = asking.value || draft?.state === 'streaming';
  if (!draft && !asking.value) return <NoDraft />;

  return (
    <section class="souffleur-suggestion" aria-label={texts.t('card.suggestion.title')} aria-busy={writing}>
      <div class="souffleur-head">
        <h3 class="souffleur-title">{texts.t('card.suggestion.title')}</h3>
        {writing && (
          <span class="souffleur-writing">
            <Spinner /> {texts.t('card.suggestion.writing')}
          </span>
        )}
      </div>
      {asking.value && draft?.state !== 'streaming' && <Streaming text="" />}
      {!asking.value && draft && pending?.draftId === draft.id && <UndoBar dismissal={dismissal} reason={pending.reason} />}
      {draft && doing?.what === 'edit' && !blocked.value && <Editor text={doing.text} draftId={draft.id} onDone={() => setDoing(undefined)} />}
      {draft &&
        (draft.state === 'streaming' || !asking.value) &&
        pending?.draftId !== draft.id &&
        (doing?.what !== 'edit' || blocked.value) &&
        body(draft, doing, setDoing)}
      {draft && !writing && !doing && pending?.draftId !== draft.id && <Details draft={draft} texts={texts} />}
    </section>
  );
};
