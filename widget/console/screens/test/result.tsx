import { type ProbeResult } from '../../../state/probes.ts';
import { useConsole, useTexts } from '../../context.ts';
import { Code } from '../../parts/code.tsx';
import { moment } from '../../parts/moment.ts';
import { Panel } from '../../parts/page.tsx';
import { Note } from '../../parts/state.tsx';

export interface Ran {
  probeId: string;
  result: ProbeResult;
  at: string;
}

/** The diagnosis first, in words; then exactly what was asked and answered. */
export const ResultView = ({ ran: { result, at } }: { ran: Ran }) => {
  const { format } = useConsole();
  const t = useTexts('test');
  const { request, status, answer, ms, code, ok } = result;
  const facts: [string, string][] = [
    [t('facts.status'), status === null ? t('facts.no_answer') : String(status)],
    [t('facts.time'), format.duration(ms)],
    [t('facts.at'), moment(format, at)],
  ];
  return (
    <Panel title={t('result')}>
      <Note kind={ok ? 'good' : 'bad'}>
        <strong>{t(`codes.${code}.short`, { defaultValue: code })}</strong>
        <p class="souffleur-paragraph">{t(`codes.${code}.mend`, { defaultValue: '' })}</p>
      </Note>
      <dl class="souffleur-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div>
        <p class="souffleur-field-label">{t('request')}</p>
        {request ? (
          <Code
            label={t('request')}
            value={`${request.method} ${request.path}${request.body === undefined ? '' : `\n\n${JSON.stringify(request.body, null, 2)}`}`}
          />
        ) : (
          <p class="souffleur-muted">{t('not_sent')}</p>
        )}
      </div>
      {status !== null && (
        <div>
          <p class="souffleur-field-label">{t('answer')}</p>
          {answer === null || answer === undefined ? <p class="souffleur-muted">{t('answer_empty')}</p> : <Code label={t('answer')} value={answer} />}
        </div>
      )}
    </Panel>
  );
};
