import { useTexts } from '../../../context.ts';
import { type Clause, type Summary } from './summarize.ts';

const ClauseView = ({ clause }: { clause: Clause }) => (
  <>
    <span class={clause.children.length > 0 ? 'souffleur-summary-group' : undefined}>{clause.text}</span>
    {clause.children.length > 0 && (
      <ul class="souffleur-summary-list">
        {clause.children.map((child, index) => (
          <li key={index}>
            <ClauseView clause={child} />
          </li>
        ))}
      </ul>
    )}
  </>
);

/** The rule in plain language. */
export const SummaryView = ({ summary }: { summary: Summary }) => {
  const t = useTexts('rule-editor');
  const { when, conditions, actions, more } = summary;
  return (
    <dl class="souffleur-in-words">
      <div>
        <dt>{t('summary.when')}</dt>
        <dd>{when}</dd>
      </div>
      <div>
        <dt>{t('summary.if')}</dt>
        <dd>{conditions ? <ClauseView clause={conditions} /> : t('summary.always')}</dd>
      </div>
      <div>
        <dt>{t('summary.then')}</dt>
        <dd>
          {actions.length === 0 ? (
            t('summary.nothing')
          ) : (
            <ol class="souffleur-summary-list">
              {actions.map((action, index) => (
                <li key={index}>{action}</li>
              ))}
            </ol>
          )}
        </dd>
      </div>
      {more.length > 0 && (
        <div>
          <dt>{t('summary.also')}</dt>
          <dd>
            {more.map((line) => (
              <span key={line} class="souffleur-summary-line">
                {line}
              </span>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
};
