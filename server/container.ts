/**
 * Composition root: every registration written out by hand, typed and strict. Singletons live as long as
 * the thread; a scope is made for each request and each job, bound to one account.
 */
import { asClass, asFunction, asValue, type AwilixContainer, createContainer, InjectionMode } from 'awilix';
import { systemClock } from './clock.ts';
import { Live } from './db/live.ts';
import { Tenancy } from './db/tenancy.ts';
import { CrmDoor } from './egress/crm-door.ts';
import { Egress } from './egress/egress.ts';
import { Governor } from './egress/governor.ts';
import { Audit } from './features/accounts/audit.ts';
import { Connections } from './features/accounts/connections.ts';
import { ConnectionTokens } from './features/accounts/connection-tokens.ts';
import { Directory } from './features/accounts/directory.ts';
import { Idempotency } from './features/accounts/idempotency.ts';
import { ConsoleSignIn } from './features/accounts/console-sign-in.ts';
import { Install } from './features/accounts/install.ts';
import { OauthClient } from './features/accounts/oauth-client.ts';
import { OauthStates } from './features/accounts/oauth-states.ts';
import { Origins } from './features/accounts/origins.ts';
import { Accounts } from './features/accounts/service.ts';
import { type Caller, Sessions } from './features/accounts/sessions.ts';
import { Setup } from './features/accounts/setup.ts';
import { Uninstall } from './features/accounts/uninstall.ts';
import { AccountUpkeep } from './features/accounts/upkeep.ts';
import { Vault } from './features/accounts/vault.ts';
import { ActivityLog } from './features/activity/log.ts';
import { ActivityService } from './features/activity/service.ts';
import { AgentService } from './features/agents/service.ts';
import { ChatService } from './features/chats/service.ts';
import { CrmChecking } from './features/crm/checking.ts';
import { CrmProbes } from './features/crm/probes.ts';
import { CallbackPeople } from './features/callbacks/people.ts';
import { Callbacks } from './features/callbacks/service.ts';
import { CallbackWriter } from './features/callbacks/writer.ts';
import { MirrorLists } from './features/crm/mirror-lists.ts';
import { CrmService } from './features/crm/service.ts';
import { CrmUsageService } from './features/crm/usage.ts';
import { Dashboard } from './features/dashboard/service.ts';
import { EffectCancel } from './features/effects/cancel.ts';
import { EffectEnds } from './features/effects/ends.ts';
import { EffectPerformer } from './features/effects/performer.ts';
import { ActionRunner } from './features/effects/runner.ts';
import { EffectService } from './features/effects/service.ts';
import { SigningKeys } from './features/effects/signing-keys.ts';
import { HookCauses } from './features/hooks/causes.ts';
import { HookExport } from './features/hooks/export.ts';
import { HookHistory } from './features/hooks/history.ts';
import { HookIntake } from './features/hooks/intake.ts';
import { HookRecovery } from './features/hooks/recovery.ts';
import { Retention } from './features/hooks/retention.ts';
import { HookRetries } from './features/hooks/retries.ts';
import { HookDirectory, HookSecrets } from './features/hooks/secrets.ts';
import { HookService } from './features/hooks/service.ts';
import { HookHealth } from './features/hooks/summary.ts';
import { HookStory } from './features/hooks/story.ts';
import { JobService } from './features/jobs/service.ts';
import { Articles } from './features/knowledge/articles.ts';
import { Categories } from './features/knowledge/categories.ts';
import { ArticleIndex } from './features/knowledge/indexing.ts';
import { Knowledge } from './features/knowledge/search.ts';
import { Notify } from './features/notifications/notify.ts';
import { Notifications } from './features/notifications/service.ts';
import { CrmChecks } from './features/onboarding/crm-checks.ts';
import { OnboardingService } from './features/onboarding/service.ts';
import { PluginsService } from './features/plugins/service.ts';
import { PluginSwitches } from './features/plugins/switches.ts';
import { PluginTrials } from './features/plugins/trials.ts';
import { pluginStates } from './features/plugins/states.ts';
import { allPluginSettings, crmOf, pluginSettings, pluginStore } from './features/plugins/store.ts';
import { ReplyContextReader } from './features/replies/context.ts';
import { DraftStore } from './features/replies/draft-store.ts';
import { ReplyRunner } from './features/replies/runner.ts';
import { ReplyService } from './features/replies/service.ts';
import { ReplySteps } from './features/replies/steps.ts';
import { ReplyTrial } from './features/replies/trial.ts';
import { Intents } from './features/intents/service.ts';
import { RuleAsking } from './features/rules/matching/asking.ts';
import { RuleEngine } from './features/rules/matching/engine.ts';
import { RuleKit } from './features/rules/kit/kit.ts';
import { ManualRules } from './features/rules/manual.ts';
import { RuleProblems } from './features/rules/checks/problems.ts';
import { Rehearsals } from './features/rules/rehearsals/rehearsals.ts';
import { Rehearser } from './features/rules/rehearsals/rehearser.ts';
import { RuleRounds } from './features/rules/times/rounds.ts';
import { RuleBook } from './features/rules/matching/rule-book.ts';
import { RuleRunLog } from './features/rules/run-log.ts';
import { RuleService } from './features/rules/service.ts';
import { RuleTimes } from './features/rules/times/times.ts';
import { RuleUpkeep } from './features/rules/checks/upkeep.ts';
import { SubjectNames } from './features/subjects/names.ts';
import { SubjectFacts } from './features/subjects/service.ts';
import { SettingsService } from './features/settings/service.ts';
import { HookUpkeep } from './features/sync/hook-upkeep.ts';
import { SyncOutcome } from './features/sync/outcome.ts';
import { SyncReader } from './features/sync/reader.ts';
import { SyncRounds } from './features/sync/rounds.ts';
import { SyncRunner } from './features/sync/runner.ts';
import { SyncService } from './features/sync/service.ts';
import { SyncSweep } from './features/sync/sweep.ts';
import { DeliveryService } from './features/talks/deliveries.ts';
import { TalkIntake } from './features/talks/intake.ts';
import { TalkNotes } from './features/talks/notes.ts';
import { TalkService } from './features/talks/service.ts';
import { Host } from './host/host.ts';
import { preflight } from './host/preflight.ts';
import { Metrics } from './http/metrics.ts';
import { LlmLedger } from './llm/ledger.ts';
import { Llm } from './llm/llm.ts';
import { type Foundation, type RootCradle, type ScopedCradle } from './cradle.ts';

export type { RootCradle, ScopedCradle } from './cradle.ts';

export type Container = AwilixContainer<ScopedCradle>;

export function buildContainer(foundation: Foundation): Container {
  const container = createContainer<ScopedCradle>({ injectionMode: InjectionMode.PROXY, strict: true });
  container.register({
    config: asValue(foundation.config),
    log: asValue(foundation.log),
    orm: asValue(foundation.orm),
    queue: asValue(foundation.queue),
    listener: asValue(foundation.listener),
    oneTrip: asValue(foundation.oneTrip),
    clock: asValue(systemClock),
    metrics: asFunction(() => new Metrics().watchProcess()).singleton(),
    tenancy: asClass(Tenancy).singleton(),
    live: asClass(Live).singleton(),
    egress: asFunction((cradle: RootCradle) => new Egress(cradle)).singleton(),
    governor: asFunction((cradle: RootCradle) => new Governor(cradle)).singleton(),
    crmDoor: asClass(CrmDoor).singleton(),
    llm: asFunction((cradle: RootCradle) => new Llm(cradle)).singleton(),
    host: asFunction(makeHost).singleton(),
    vault: asClass(Vault).singleton(),
    audit: asClass(Audit).singleton(),
    directory: asClass(Directory).singleton(),
    oauth: asClass(OauthClient).singleton(),
    oauthStates: asClass(OauthStates).singleton(),
    origins: asClass(Origins).singleton(),
    sessions: asClass(Sessions).singleton(),
    consoleSignIn: asClass(ConsoleSignIn).singleton(),
    install: asClass(Install).singleton(),
    uninstall: asClass(Uninstall).singleton(),
    connectionTokens: asClass(ConnectionTokens).singleton(),
    accountUpkeep: asClass(AccountUpkeep).singleton(),
    hookDirectory: asClass(HookDirectory).singleton(),
    intake: asClass(HookIntake).singleton(),
    retention: asClass(Retention).singleton(),
    syncRounds: asClass(SyncRounds).singleton(),
    ruleBook: asClass(RuleBook).singleton(),
    ruleRounds: asClass(RuleRounds).singleton(),
    subjectNames: asClass(SubjectNames).singleton(),
    activityOf: asFunction(
      ({ clock, live }: RootCradle) =>
        (accountId: string) =>
          new ActivityService({ accountId, caller: undefined, clock, live }),
    ).singleton(),
    notifyOf: asFunction(
      ({ clock, live }: RootCradle) =>
        (accountId: string) =>
          new Notify({ accountId, clock, live }),
    ).singleton(),

    accounts: asClass(Accounts).scoped(),
    accountSetup: asClass(Setup).scoped(),
    activity: asClass(ActivityService).scoped(),
    activityLog: asClass(ActivityLog).scoped(),
    agents: asClass(AgentService).scoped(),
    articleIndex: asClass(ArticleIndex).scoped(),
    articles: asClass(Articles).scoped(),
    callbackPeople: asClass(CallbackPeople).scoped(),
    callbacks: asClass(Callbacks).scoped(),
    callbackWriter: asClass(CallbackWriter).scoped(),
    categories: asClass(Categories).scoped(),
    chats: asClass(ChatService).scoped(),
    connections: asClass(Connections).scoped(),
    crm: asClass(CrmService).scoped(),
    crmChecks: asClass(CrmChecks).scoped(),
    crmChecking: asClass(CrmChecking).scoped(),
    crmProbes: asClass(CrmProbes).scoped(),
    crmUsage: asClass(CrmUsageService).scoped(),
    dashboard: asClass(Dashboard).scoped(),
    deliveries: asClass(DeliveryService).scoped(),
    draftStore: asClass(DraftStore).scoped(),
    actionRunner: asClass(ActionRunner).scoped(),
    effectCancel: asClass(EffectCancel).scoped(),
    effectEnds: asClass(EffectEnds).scoped(),
    effectPerformer: asClass(EffectPerformer).scoped(),
    effects: asClass(EffectService).scoped(),
    signingKeys: asClass(SigningKeys).scoped(),
    hookCauses: asClass(HookCauses).scoped(),
    hookExport: asClass(HookExport).scoped(),
    hookHealth: asClass(HookHealth).scoped(),
    hookHistory: asClass(HookHistory).scoped(),
    hookRecovery: asClass(HookRecovery).scoped(),
    hookRetries: asClass(HookRetries).scoped(),
    hooks: asClass(HookService).scoped(),
    hookSecrets: asClass(HookSecrets).scoped(),
    hookUpkeep: asClass(HookUpkeep).scoped(),
    hookStory: asClass(HookStory).scoped(),
    idempotency: asClass(Idempotency).scoped(),
    jobs: asClass(JobService).scoped(),
    knowledge: asClass(Knowledge).scoped(),
    ledger: asClass(LlmLedger).scoped(),
    notifications: asClass(Notifications).scoped(),
    mirrorLists: asClass(MirrorLists).scoped(),
    notify: asClass(Notify).scoped(),
    onboarding: asClass(OnboardingService).scoped(),
    plugins: asClass(PluginsService).scoped(),
    pluginSwitches: asClass(PluginSwitches).scoped(),
    pluginTrials: asClass(PluginTrials).scoped(),
    replies: asClass(ReplyService).scoped(),
    replyContext: asClass(ReplyContextReader).scoped(),
    replyRunner: asClass(ReplyRunner).scoped(),
    replySteps: asClass(ReplySteps).scoped(),
    replyTrial: asClass(ReplyTrial).scoped(),
    intents: asClass(Intents).scoped(),
    manualRules: asClass(ManualRules).scoped(),
    rehearsals: asClass(Rehearsals).scoped(),
    rehearser: asClass(Rehearser).scoped(),
    ruleAsking: asClass(RuleAsking).scoped(),
    ruleEngine: asClass(RuleEngine).scoped(),
    ruleKit: asClass(RuleKit).scoped(),
    ruleProblems: asClass(RuleProblems).scoped(),
    ruleRunLog: asClass(RuleRunLog).scoped(),
    rules: asClass(RuleService).scoped(),
    ruleTimes: asClass(RuleTimes).scoped(),
    ruleUpkeep: asClass(RuleUpkeep).scoped(),
    subjects: asClass(SubjectFacts).scoped(),
    settings: asClass(SettingsService).scoped(),
    sync: asClass(SyncService).scoped(),
    syncOutcome: asClass(SyncOutcome).scoped(),
    syncReader: asClass(SyncReader).scoped(),
    syncRunner: asClass(SyncRunner).scoped(),
    syncSweep: asClass(SyncSweep).scoped(),
    talkIntake: asClass(TalkIntake).scoped(),
    talkNotes: asClass(TalkNotes).scoped(),
    talks: asClass(TalkService).scoped(),
  });
  return container;
}

/** A plugin's calls into the CRM go through the account's own connection. */
const makeHost = ({ log, clock, egress, crmDoor, live, tenancy, connectionTokens }: RootCradle): Host =>
  new Host({
    log,
    clock,
    egress,
    crmFetch: async (accountId, use, onWait) => new Connections({ accountId, connectionTokens, crmDoor }).crmFetch(use, onWait),
    crmOf: crmOf(tenancy),
    settings: pluginSettings(tenancy),
    allSettings: allPluginSettings(tenancy),
    states: pluginStates({ tenancy, live }),
    store: pluginStore(tenancy),
    vet: preflight,
  });

export interface Scope {
  cradle: ScopedCradle;
  dispose(): Promise<void>;
}

/** Without an account the scope has no `em` and no `accountId`: whoever asks for them fails loudly. */
export function makeScope(container: Container, { accountId, caller }: { accountId: string | undefined; caller?: Caller | undefined }): Scope {
  const scope = container.createScope<ScopedCradle>();
  scope.register({ caller: asValue(caller) });
  if (accountId) scope.register({ accountId: asValue(accountId), em: asValue(container.cradle.tenancy.forAccount(accountId)) });
  return { cradle: scope.cradle, dispose: () => scope.dispose() };
}
