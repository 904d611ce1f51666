/** Every table of the product, by the feature that owns it. Found by nobody else: an entity not listed here has no table. */
import { Account, AuditEntry, Connection, IdempotencyKey, Member, OauthState, Session, UsedToken } from '../features/accounts/entities.ts';
import { CrmSlot, CrmUsage } from '../egress/entities.ts';
import { Activity } from '../features/activity/entities.ts';
import { Agent, AgentVersion } from '../features/agents/entities.ts';
import { Call, Company, Contact, Customer, Definition, IncomingLead, Lead, Pipeline, Product, Task } from '../features/crm/entities.ts';
import { Callback } from '../features/callbacks/entities.ts';
import { Chat, ChatMessage } from '../features/chats/entities.ts';
import { ActionRun, Effect, SigningKey } from '../features/effects/entities.ts';
import { Event, HookCopy, HookEvent, HookSecret } from '../features/hooks/entities.ts';
import { MessageIntent } from '../features/intents/entities.ts';
import { Article, ArticleVersion, Category, Chunk } from '../features/knowledge/entities.ts';
import { Notification, NotificationSetting } from '../features/notifications/entities.ts';
import { Onboarding } from '../features/onboarding/entities.ts';
import { PluginSettings, PluginState, PluginValue } from '../features/plugins/entities.ts';
import { Draft, Verdict } from '../features/replies/entities.ts';
import { Rehearsal, Rule, RuleRun, RuleVersion } from '../features/rules/entities.ts';
import { AccountSettings } from '../features/settings/entities.ts';
import { SyncRun } from '../features/sync/entities.ts';
import { Delivery, Message, Talk, TalkNote } from '../features/talks/entities.ts';
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
  Customer,
  Task,
  Call,
  IncomingLead,
  Product,
  Definition,
  SyncRun,
  Callback,
  CrmSlot,
  CrmUsage,
  Talk,
  Message,
  Delivery,
  TalkNote,
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
  PluginState,
  Rule,
  RuleVersion,
  RuleRun,
  Rehearsal,
  ActionRun,
  Effect,
  SigningKey,
  MessageIntent,
  LlmCall,
  HookEvent,
  Event,
  HookCopy,
  HookSecret,
  Activity,
  Notification,
  NotificationSetting,
  AccountSettings,
  Onboarding,
  Chat,
  ChatMessage,
];
