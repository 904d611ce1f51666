import { type Account, type User } from '../types.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

type View = { kind: 'ask'; user: User; account: Account; state: string } | { kind: 'unknown' } | { kind: 'forbidden' };

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;background:#f5f6f8;color:#2f3941;display:grid;place-items:center;min-height:100vh;margin:0}
main{background:#fff;border:1px solid #dfe2e5;border-radius:6px;padding:32px;max-width:420px}
h1{font-size:20px;margin:0 0 12px}ul{padding-left:20px}form{display:flex;gap:12px;margin-top:24px}
button{font:inherit;padding:8px 20px;border-radius:4px;border:1px solid #c8cdd2;background:#fff;cursor:pointer}
button.allow{background:#2979ff;border-color:#2979ff;color:#fff}`;

const page = (content: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Grant access</title><style>${STYLE}</style></head><body><main>${content}</main></body></html>`;

/** The page on which a user lets an integration in. */
export const consentPage = (view: View): string => {
  if (view.kind === 'unknown') return page('<h1>Integration not found</h1><p>Check the integration ID in the address.</p>');
  if (view.kind === 'forbidden') return page('<h1>Ask an administrator</h1><p>Only an account administrator can install an integration.</p>');
  return page(`<h1>Souffleur asks for access</h1>
<p>${escapeHtml(view.user.name)}, allow the integration to work in <b>${escapeHtml(view.account.name)}</b> (${escapeHtml(view.account.subdomain)}.kommo.com)?</p>
<ul><li>Access to account data</li><li>External chat history</li><li>Sending to external chats</li><li>Files and notifications</li></ul>
<form method="post" action="/oauth"><input type="hidden" name="state" value="${escapeHtml(view.state)}">
<button class="allow" name="decision" value="allow">Allow</button><button name="decision" value="deny">Decline</button></form>`);
};
