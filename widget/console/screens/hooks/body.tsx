import { useSignal } from '@preact/signals';

import { type HookBody, readHookBody } from '../../../state/hooks.ts';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { Code } from '../../parts/code.tsx';
import { State } from '../../parts/state.tsx';

const prettyJson = (source: string): string => {
  try {
    return JSON.stringify(JSON.parse(source), null, 2);
  } catch {
    return source;
  }
};

/** The body as it came, and decoded. */
export const BodyTab = ({ id }: { id: string }) => {
  const { api } = useConsole();
  const body = useResource(async () => readHookBody(await api.get(`/hook-events/${encodeURIComponent(id)}/body`)), [id]);
  return (
    <State phase={body.phase.value} onRetry={() => void body.reload()}>
      {(value) => <Shown body={value} />}
    </State>
  );
};

const Shown = ({ body }: { body: HookBody }) => {
  const { format } = useConsole();
  const t = useTexts('hooks');
  const view = useSignal<'decoded' | 'raw'>('decoded');
  const isDecoded = view.value === 'decoded' && body.kind !== 'other';
  return (
    <div class="souffleur-stack">
      {body.kind !== 'other' && (
        <div class="souffleur-segments" role="group" aria-label={t('body.view')}>
          {(['decoded', 'raw'] as const).map((one) => (
            <button key={one} type="button" class="souffleur-segment" aria-pressed={view.value === one} onClick={() => (view.value = one)}>
              {t(`body.${one}`)}
            </button>
          ))}
        </div>
      )}
      {isDecoded && body.kind === 'form' && (
        <>
          <dl class="souffleur-pairs">
            {body.fields.map(({ key, value }, index) => (
              <div key={index}>
                <dt>{key}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {body.fieldsLeftOut > 0 && (
            <p class="souffleur-muted">{t('body.left_out', { count: body.fieldsLeftOut, number: format.number(body.fieldsLeftOut) })}</p>
          )}
        </>
      )}
      {isDecoded && body.kind === 'json' && <Code label={t('body.decoded')} value={prettyJson(body.text)} />}
      {!isDecoded && (body.text === '' ? <p class="souffleur-muted">{t('body.empty')}</p> : <Code label={t('body.raw')} value={body.text} />)}
      {body.headers.length > 0 && (
        <details>
          <summary class="souffleur-summary">{t('body.headers')}</summary>
          <dl class="souffleur-pairs">
            {body.headers.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
};
