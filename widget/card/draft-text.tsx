import { useEffect, useId, useRef, useState } from 'preact/hooks';

import { type Texts } from '../i18n/translate.ts';
import { type Draft, type Sentence } from '../state/shapes.ts';
import { EvidencePopover } from './evidence-popover.tsx';
import { segments } from './segments.ts';
import { markWords } from './words.ts';

/** Milliseconds the pointer rests on a sentence before its popover opens: one that only passes, on its way to "Send", opens nothing. */
const REST_TIME = 200;
/** Milliseconds the pointer may take from a sentence to its popover. */
const LEAVE_TIME = 200;

interface Open {
  index: number;
  /** Opened by a click or the keyboard: stays until closed. */
  pinned: boolean;
}

/** The draft's sentences; each one with evidence, or with a reason to check it, opens a popover. */
export const DraftText = ({ draft, texts }: { draft: Pick<Draft, 'text' | 'sentences'>; texts: Texts }) => {
  const leaving = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const resting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const opener = useRef<HTMLElement | undefined>(undefined);
  const returning = useRef(false);
  const popover = useId();
  const [open, setOpen] = useState<Open | undefined>();
  const parts = segments(draft.text, draft.sentences);
  const shown = open && parts[open.index]?.sentence;

  const stay = (): void => {
    clearTimeout(leaving.current);
    clearTimeout(resting.current);
  };
  useEffect(() => stay, []);

  const leave = (): void => {
    stay();
    leaving.current = setTimeout(() => setOpen((now) => (now?.pinned ? now : undefined)), LEAVE_TIME);
  };
  const show = (index: number, pinned: boolean, element: HTMLElement): void => {
    stay();
    if (returning.current) return;
    opener.current = element;
    setOpen({ index, pinned });
  };
  const rest = (index: number, element: HTMLElement): void => {
    if (open?.pinned) return;
    stay();
    resting.current = setTimeout(() => show(index, false, element), REST_TIME);
  };
  /** The focus goes back to the sentence, which must not open again for it. */
  const close = (): void => {
    stay();
    returning.current = true;
    opener.current?.focus();
    returning.current = false;
    setOpen(undefined);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    close();
  };

  const active = (index: number, sentence: Sentence, text: string) => (
    <span
      key={index}
      role="button"
      tabIndex={0}
      class={`souffleur-sentence ${sentence.marked ? 'souffleur-marked' : 'souffleur-proven'}`}
      aria-expanded={open?.index === index}
      aria-controls={open?.index === index ? popover : undefined}
      onMouseEnter={(event) => rest(index, event.currentTarget)}
      onMouseLeave={leave}
      onClick={(event) => (open?.index === index && open.pinned ? close() : show(index, true, event.currentTarget))}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        show(index, true, event.currentTarget);
      }}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && show(index, false, event.currentTarget)}
      onBlur={leave}
    >
      {text}
      {sentence.marked && <span class="souffleur-hidden"> ({`${texts.t('card.check.mark')}: ${markWords(texts, sentence)}`})</span>}
    </span>
  );

  return (
    <div class="souffleur-text" onKeyDown={onKeyDown}>
      {parts.map(({ text, sentence }, index) => (sentence && (sentence.marked || sentence.evidence.length > 0) ? active(index, sentence, text) : text))}
      {open && shown && <EvidencePopover texts={texts} id={popover} sentence={shown} opener={opener.current} onEnter={stay} onLeave={leave} onClose={close} />}
    </div>
  );
};
