import { useLayoutEffect, useRef } from 'preact/hooks';

import { type Evidence, type Sentence } from '../state/shapes.ts';
import { Icon } from '../ui/icon.tsx';
import { useCard } from './context.ts';
import { markWords } from './words.ts';

interface Props {
  id: string;
  sentence: Sentence;
  /** Pixels from the top of the text. */
  top: number;
  onEnter: () => void;
  onLeave: () => void;
  onClose: () => void;
}

const Source = ({ evidence }: { evidence: Evidence }) => {
  const { texts } = useCard();
  return (
    <li class="souffleur-source">
      <div class="souffleur-source-head">
        <span class="souffleur-source-kind">{texts.t(`card.evidence.${evidence.kind}`)}</span>
        <span class="souffleur-source-title">{evidence.title || evidence.field || evidence.id}</span>
      </div>
      {evidence.quote && <blockquote class="souffleur-quote">{evidence.quote}</blockquote>}
    </li>
  );
};

/** What a sentence rests on. Stays open while the pointer is in it, closes with Escape (WCAG 1.4.13). */
export const EvidencePopover = ({ id, sentence, top, onEnter, onLeave, onClose }: Props) => {
  const { texts } = useCard();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current) box.current.style.top = `${top}px`;
  }, [top]);

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
          <Source key={index} evidence={evidence} />
        ))}
      </ul>
    </div>
  );
};
