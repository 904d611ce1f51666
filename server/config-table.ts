/** Every variable the product reads, in the order the documentation lists them. A test holds it against the README. */
export interface ConfigVariable {
  readonly name: string;
  /** As a person would write it; `—` when there is none. */
  readonly default: string;
  readonly meaning: string;
}

export const configTable: readonly ConfigVariable[] = [
  { name: 'PORT', default: '3000', meaning: 'Port of the product (1-65535).' },
  { name: 'HOST', default: '127.0.0.1 in the sandbox, else 0.0.0.0', meaning: 'Address to listen on.' },
  { name: 'PUBLIC_URL', default: 'http://localhost:PORT', meaning: 'Where browsers and Kommo reach us. https, unless it is this machine.' },
  { name: 'DATA_DIR', default: 'data', meaning: 'Embedded database, sandbox state and generated keys.' },
  { name: 'DATABASE_URL', default: 'embedded database', meaning: 'postgres://user:password@host/database of a real PostgreSQL.' },
  { name: 'ROLES', default: 'http,worker,clock', meaning: 'Which parts this process runs.' },
  { name: 'MASTER_KEY', default: 'generated in the sandbox', meaning: '32 random bytes in base64; wraps the data key of every account.' },
  { name: 'MASTER_KEY_PREVIOUS', default: '—', meaning: 'The key before the last change, kept until every data key is wrapped anew.' },
  { name: 'SANDBOX', default: 'on without KOMMO_CLIENT_ID', meaning: 'on or off: the local Kommo and the offline demo model.' },
  { name: 'SANDBOX_PORT', default: '3001', meaning: 'Port of the local Kommo; another origin than the product on purpose.' },
  { name: 'SANDBOX_FRESH', default: 'off', meaning: 'on: the local Kommo begins without Souffleur, to walk through the set-up.' },
  { name: 'KOMMO_CLIENT_ID', default: 'sandbox', meaning: 'Integration id from the Kommo integration form.' },
  { name: 'KOMMO_CLIENT_SECRET', default: 'generated in the sandbox', meaning: 'Integration secret, at least 32 bytes.' },
  { name: 'KOMMO_DOMAINS', default: 'kommo.com', meaning: 'Domains an account host may be one label under, comma separated.' },
  { name: 'KOMMO_ORIGIN', default: '—', meaning: 'Tests only: origin of a local Kommo on this machine that answers for every account host.' },
  { name: 'LLM_BASE_URL', default: 'offline demo model', meaning: 'Any OpenAI-compatible address, e.g. https://openrouter.ai/api/v1.' },
  { name: 'LLM_API_KEY', default: '—', meaning: 'Key for LLM_BASE_URL; not needed for a model on this machine.' },
  { name: 'LLM_MODEL', default: 'souffleur-offline-demo; openrouter/auto on OpenRouter', meaning: 'Model that writes replies when an agent names none.' },
  { name: 'LLM_EMBEDDING_MODEL', default: 'souffleur-offline-embedding', meaning: 'Model for search vectors; without one the search is full text only.' },
  { name: 'EGRESS_ALLOW', default: '—', meaning: 'host:port pairs that may be reached although private, comma separated.' },
  { name: 'TRUSTED_PROXIES', default: '—', meaning: 'Addresses or networks whose X-Forwarded-For is believed, comma separated.' },
  { name: 'METRICS_TOKEN', default: '—', meaning: 'Bearer token of /metrics; without it /metrics is open in the sandbox and off elsewhere.' },
  { name: 'API_DOCS', default: 'on in the sandbox', meaning: 'on or off: /api-docs and /api/openapi.json.' },
  { name: 'LOG_LEVEL', default: 'warn in the sandbox, else info', meaning: 'debug, info, warn, error or silent.' },
];
