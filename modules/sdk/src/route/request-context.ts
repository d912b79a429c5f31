import type { Pictures } from "../pictures/store/pictures.ts";
import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../database/database.ts";
import type { FormDraft } from "../drafts/form-draft.ts";
import type { Form } from "../forms/form.ts";
import type { InstanceIdentity } from "../instance/identity.ts";
import type { InstanceKeys } from "../keys/instance-keys.ts";
import type { Storage } from "../database/storage.ts";
import type { Letters } from "../letters/letters.ts";
import type { ModuleHttp } from "../outside/open-http.ts";
import type { OwnerSession } from "./owner-session.ts";
import type { SiteTime } from "../time/site-time.ts";
import type { Theme } from "@tochka-rosta/colours";
import type { Language, Text } from "../text/language.ts";

/** One request as a handler sees it: plain values, and the instance's own database. */
export interface RequestContext {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Form;
  /** What was sent with the form of this page when it came back; undefined when the page is just looked at. */
  readonly draft: FormDraft | undefined;
  /** The page that shows the form which was sent here; undefined for everything but forms. */
  readonly formPath: string | undefined;
  /** The parsed JSON body, if the request had one; judge it field by field. */
  readonly body: unknown;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly requestId: string;
  /** Address the request came from, for consent records. */
  readonly address: string;
  /** The network under which to count what comes from that address: an IPv4 address itself, of IPv6 its /64. */
  readonly network: string;
  /** The time by the site's clock. */
  readonly now: () => Date;
  /** Times as people of this site read them. */
  readonly time: SiteTime;
  /** Asked before something is stored that may grow without end; a file of a form has been asked for already. */
  readonly storage: Storage;
  /** Seals what an owner entrusts to the site before it is stored, such as the key of a payment service. */
  readonly keys: InstanceKeys;
  /** The site's pictures: what a form brought is found, kept and removed here. */
  readonly pictures: Pictures;
  /** Letters to people: kept with what they are about, in one transaction. */
  readonly letters: Letters;
  /** The way to hosts outside that the Module names. */
  readonly http: ModuleHttp;
  readonly language: Language;
  /** The light that the visitor chose; undefined when the device decides. */
  readonly theme: Theme | undefined;
  /** The sentence in the visitor's language. */
  readonly translate: (text: Text, values?: Readonly<Record<string, string | number>>) => string;
  readonly identity: InstanceIdentity;
  readonly database: Database;
  readonly log: FastifyBaseLogger;
}

/** A request of the owner; only admin routes get it. */
export interface OwnerRequestContext extends RequestContext {
  readonly owner: OwnerSession;
}
