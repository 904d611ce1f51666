import { useEffect } from 'preact/hooks';

import { isOpen, type Job, readJob } from '../../../state/jobs.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { moment } from '../../parts/moment.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { Badge, Note, State } from '../../parts/state.tsx';
import { BADGES, nameWords, useJobActions } from './words.ts';

const EVERY = 3_000;

export const JobPage = ({ id }: { id: string }) => {
  const { api } = useConsole();
  const t = useTexts('jobs');
  const job = useResource(async () => readJob(await api.get(`/jobs/${encodeURIComponent(id)}`)), [id]);
  const phase = job.phase.value;
  const going = phase.name === 'ready' && isOpen(phase.value);
  useEffect(() => {
    if (!going) return undefined;
    const timer = setInterval(() => void job.reload(), EVERY);
    return () => clearInterval(timer);
  }, [going, job]);
  const { busy, retry, cancel } = useJobActions((next) => job.set(next));
  return (
    <Page
      title={phase.name === 'ready' ? nameWords(t, phase.value.name) : t('one')}
      back={{ path: 'jobs', label: t('title') }}
      actions={
        phase.name === 'ready' && (
          <>
            {phase.value.state === 'failed' && (
              <Button kind="primary" busy={busy.value !== undefined} onPress={() => void retry(phase.value)}>
                {t('retry.do')}
              </Button>
            )}
            {(phase.value.state === 'waiting' || phase.value.state === 'retrying') && (
              <Button kind="neutral" busy={busy.value !== undefined} onPress={() => void cancel(phase.value)}>
                {t('cancel.do')}
              </Button>
            )}
          </>
        )
      }
    >
      <State phase={phase} onRetry={() => void job.reload()}>
        {(value) => <Whole job={value} />}
      </State>
    </Page>
  );
};

const Whole = ({ job }: { job: Job }) => {
  const { format } = useConsole();
  const t = useTexts('jobs');
  const at = (iso: string | null): string => (iso ? moment(format, iso) : '–');
  const facts: [string, string][] = [
    [t('facts.attempts'), t('facts.of', { done: format.number(job.attempts), most: format.number(job.maxAttempts) })],
    [t('columns.created'), at(job.createdAt)],
    [t('facts.started'), at(job.startedAt)],
    [t('facts.finished'), at(job.finishedAt)],
    ...(job.state === 'retrying' || job.state === 'waiting' ? [[t('facts.next'), at(job.startAfter)] as [string, string]] : []),
  ];
  return (
    <>
      <dl class="souffleur-facts">
        <div>
          <dt>{t('columns.state')}</dt>
          <dd>
            <Badge kind={BADGES[job.state]}>{t(`states.${job.state}`)}</Badge>
          </dd>
        </div>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {job.error && job.state !== 'done' && <Note kind={job.state === 'failed' ? 'bad' : 'warn'}>{job.error}</Note>}
      <Panel title={t('carries')}>
        {job.data.length === 0 ? (
          <p class="souffleur-muted souffleur-paragraph">{t('carries_nothing')}</p>
        ) : (
          <dl class="souffleur-pairs">
            {job.data.map(([key, value]) => (
              <div key={key}>
                <dt>{t(`data.${key}`, { defaultValue: key })}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <p class="souffleur-small souffleur-muted souffleur-paragraph">{t('id', { id: job.id })}</p>
      </Panel>
    </>
  );
};
