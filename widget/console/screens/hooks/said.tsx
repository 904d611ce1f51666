import { type Hook } from '../../../state/hooks.ts';
import { text } from '../../../state/read.ts';
import { useConsole, useTexts } from '../../context.ts';
import { Code } from '../../parts/code.tsx';
import { OutLink } from '../../parts/page.tsx';
import { moment } from '../../parts/moment.ts';
import { Badge, Empty } from '../../parts/state.tsx';
import { eventWords, subjectUrl, subjectWords } from './words.ts';

/** The events that were read out of the body, in our words. */
export const SaidTab = ({ hook }: { hook: Hook }) => {
  const { format, crmUrl } = useConsole();
  const t = useTexts('hooks');
  if (hook.events.length === 0)
    return <Empty icon="inbox" title={t('said_nothing')} hint={t(hook.state === 'received' ? 'said_nothing_yet' : 'said_nothing_hint')} />;
  return (
    <ol class="souffleur-said">
      {hook.events.map(({ name, subject, at, duplicate, data }, index) => {
        const href = subjectUrl(crmUrl, subject);
        // The id of a message says nothing to a person; its words do.
        const words = name.startsWith('message.') ? text(data['text']).slice(0, 200) : '';
        const about = subjectWords(t, subject);
        return (
          <li key={index} class="souffleur-said-one">
            <div class="souffleur-said-line">
              <strong>{eventWords(t, name)}</strong>
              <span class={words ? 'souffleur-said-quote' : undefined}>{words || (href ? <OutLink href={href}>{about}</OutLink> : about)}</span>
              {duplicate && <Badge>{t('duplicate')}</Badge>}
              <time class="souffleur-muted" dateTime={at}>
                {moment(format, at)}
              </time>
            </div>
            <details>
              <summary class="souffleur-summary">{t('details')}</summary>
              <Code label={`${eventWords(t, name)}: ${t('details')}`} value={data} />
            </details>
          </li>
        );
      })}
    </ol>
  );
};
