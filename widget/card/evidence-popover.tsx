import { useLayoutEffect, useRef } from 'preact/hooks';

import { type Texts } from '../i18n/translate.ts';
import { type Evidence, type Sentence } from '../state/shapes.ts';
import { Icon } from '../ui/icon.tsx';
import { markWords } from './words.ts';

interface Props {
  texts: Texts;
  id: string;
  sentence: Sentence;
  /** The sentence's element. */
  opener: HTMLElement | undefined;
  onEnter: () => void;
  onLeave: () => void;
  onClose: () => void;
}

/** The stored passage begins with its list's bullet or heading's sign; the reader has no use for it. */
const readable = (quote: string): string => quote.replace(/^\s*(?:[-*+]|#{1,6})\s+/, '');

const Source = ({ evidence, texts }: { evidence: Evidence; texts: Texts }) => {
  return (
    <li class="souffleur-source">
      <div class="souffleur-source-head">
        <span class="souffleur-source-kind">{texts.t(`card.evidence.${evidence.kind}`)}</span>
        <span class="souffleur-source-title">{evidence.title || evidence.field || evidence.id}</span>
      </div>
      {evidence.quote && <blockquote class="souffleur-quote">{readable(evidence.quote)}</blockquote>}
    </li>
  );
};

/** Pixels between a sentence and its popover. */
const GAP = 4;

/** Above the sentence if the card has the room, so that the buttons below stay free; below it otherwise. */
const place = (box: HTMLElement, opener: HTMLElement): void => {
  const lines = [...opener.getClientRects()];
  const frame = box.offsetParent?.getBoundingClientRect();
  const [first] = lines;
  const last = lines.at(-1);
  if (!frame || !first || !last) return;
  const height = box.offsetHeight + GAP;
  const card = box.closest('.souffleur-card, .souffleur-chat-lines')?.getBoundingClientRect().top ?? 0;
  const above = first.top - Math.max(card, 0) >= height;
  box.style.top = `${above ? first.top - frame.top - height : last.bottom - frame.top + GAP}px`;
};

/** What a sentence rests on. Stays open while the pointer is in it, closes with Escape (WCAG 1.4.13). */
export const EvidencePopover = ({ texts, id, sentence, opener, onEnter, onLeave, onClose }: Props) => {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current && opener) place(box.current, opener);
  }, [opener, sentence]);

  return (
    <div
      id={id}
      class="souffleur-popover"
      role="group"
      aria-label={texts.t('card.evidence.label')}
      ref={box}
      onMouseEnter={onEnter}
      onMouseLeave={onLeave}
      onFocusIn={onEnter}
      onFocusOut={onLeave}
    >
      <button type="button" class="souffleur-close" aria-label={texts.t('card.evidence.close')} onClick={onClose}>
        ×
      </button>
      {sentence.marked && (
        <p class="souffleur-mark-reason">
          <Icon name="warning" /> {markWords(texts, sentence)}
        </p>
      )}
      <ul class="souffleur-sources">
        {sentence.evidence.map((evidence, index) => (
          <Source key={index} evidence={evidence} texts={texts} />
        ))}
      </ul>
    </div>
  );
};
