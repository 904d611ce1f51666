/** Every table of the product, by the feature that owns it. Found by nobody else: an entity not listed here has no table. */
import { Account, AuditEntry, Connection, IdempotencyKey, Member, OauthState, Session, UsedToken } from '../features/accounts/entities.ts';
import { Agent, AgentVersion } from '../features/agents/entities.ts';
import { Company, Contact, Lead, Pipeline } from '../features/crm/entities.ts';
import { Event, HookEvent, HookSecret } from '../features/hooks/entities.ts';
import { Article, ArticleVersion, Category, Chunk } from '../features/knowledge/entities.ts';
import { PluginSettings, PluginValue } from '../features/plugins/entities.ts';
import { Draft, Verdict } from '../features/replies/entities.ts';
import { Delivery, Message, Talk } from '../features/talks/entities.ts';
import { LlmCall } from '../llm/entities.ts';

export const entities = [
  Account,
  Member,
  Session,
  UsedToken,
  OauthState,
  Connection,
  AuditEntry,
  IdempotencyKey,
  Lead,
  Contact,
  Company,
  Pipeline,
  Talk,
  Message,
  Delivery,
  Agent,
  AgentVersion,
  Category,
  Article,
  ArticleVersion,
  Chunk,
  Draft,
  Verdict,
  PluginSettings,
  PluginValue,
  LlmCall,
  HookEvent,
  Event,
  HookSecret,
];
