import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { type Api } from '../api.ts';
import { asApiError } from '../api/errors.ts';
import { errorWords } from '../card/words.ts';
import { type Texts } from '../i18n/translate.ts';
import { SERVER_URL } from '../server-url.ts';
import { cardStyles } from '../ui/card-styles.ts';
import { adoptSheet, dropSheet } from '../ui/sheet.ts';

const Connection = ({ api, texts, consoleUrl }: { api: Api; texts: Texts; consoleUrl: string }) => {
  const [words, setWords] = useState(texts.t('settings.checking'));
  useEffect(() => {
    api.session().then(
      ({ member }) => setWords(texts.t('settings.connected', { name: member.name })),
      (error: unknown) => setWords(errorWords(texts, asApiError(error))),
    );
  }, []);
  return (
    <div class="souffleur-connection" role="status" lang={texts.language}>
      <h3 class="souffleur-title">{texts.t('settings.title')}</h3>
      <p class="souffleur-hint">{words}</p>
      <p class="souffleur-hint">
        <a class="souffleur-console-link" href={consoleUrl}>
          {texts.t('settings.console')}
        </a>
      </p>
      <p class="souffleur-hint">{texts.t('settings.server', { host: new URL(SERVER_URL).host })}</p>
    </div>
  );
};

/** Shows in the settings window whether this account reaches our server; returns what takes it away again. */
export const mountConnection = (root: HTMLElement, api: Api, texts: Texts, consoleUrl: string): (() => void) => {
  adoptSheet(cardStyles);
  render(<Connection api={api} texts={texts} consoleUrl={consoleUrl} />, root);
  return () => {
    render(null, root);
    root.remove();
    api.close();
    dropSheet();
  };
};
