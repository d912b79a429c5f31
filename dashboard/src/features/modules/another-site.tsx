"use client";

import { Plus } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useLayoutEffect, useState } from "react";
import type { Refusal } from "#api/browser.ts";
import type { CatalogueModule } from "#api/models.ts";
import { Field } from "#components/form/field.tsx";
import { Form } from "#components/form/form.tsx";
import { useSubmission } from "#components/form/use-submission.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Input } from "#components/ui/input.tsx";
import { findPrefixProblem, spellHostPrefix } from "./host-prefix.ts";
import { titleIdOf } from "./module-card.tsx";

interface AnotherSiteOptions {
  module: CatalogueModule;
  /** A prefix that the owner's sites leave free. */
  freePrefix: string;
  /** First parts of the addresses that the owner's sites have. */
  takenPrefixes: readonly string[];
  /** The host that a site would have at a prefix, if that can be told. */
  hostAt: (prefix: string) => string | undefined;
  /** Activates the module at this prefix. Refusals that speak of the prefix come back, the others are shown elsewhere. */
  onActivate: (hostPrefix: string) => Promise<Refusal | undefined>;
}

/** One more site of a module that the owner already has, at an address of its own. */
export function AnotherSite({ module, onActivate, ...form }: AnotherSiteOptions) {
  const t = useTranslations("modules.another");
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const [added, setAdded] = useState<string>();
  // After the dialog has given the focus back: the eye goes to the card of the new site.
  useLayoutEffect(() => {
    if (!open && added !== undefined) document.getElementById(titleIdOf(added))?.focus();
  }, [open, added]);
  const activate = async (hostPrefix: string) => {
    const refusal = await onActivate(hostPrefix);
    if (!refusal) setAdded(hostPrefix);
    return refusal;
  };
  return (
    <>
      <ActionButton
        variant="ghost"
        size="small"
        className="justify-self-start text-brand-strong"
        onClick={() => setOpen(true)}
        data-testid={`another-${module.code}`}
      >
        <Plus aria-hidden className="size-4" />
        {t("open", { module: module.titles[locale] })}
      </ActionButton>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("title", { module: module.titles[locale] })}>
        <PrefixForm {...form} onActivate={activate} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

type PrefixFormOptions = Omit<AnotherSiteOptions, "module"> & { onDone: () => void };

function PrefixForm({ freePrefix, takenPrefixes, hostAt, onActivate, onDone }: PrefixFormOptions) {
  const t = useTranslations("modules.another");
  const activate = useTranslations("modules")("activate");
  const [prefix, setPrefix] = useState(freePrefix);
  const host = prefix === "" ? undefined : hostAt(prefix);
  const { form, pending, failure, accept, send, edit } = useSubmission();

  const submit = async () => {
    // Core takes a second press of "activate" for the first one: of an address that is one's own it would say nothing.
    const problem = findPrefixProblem(prefix, takenPrefixes);
    if (!accept({ host_prefix: problem && t(problem) })) return;
    const { refusal } = await send(async () => {
      const refused = await onActivate(prefix);
      return refused ? { refusal: refused } : { data: undefined };
    });
    if (!refusal) onDone();
  };

  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("field")}>
      <Field
        name="host_prefix"
        label={t("field")}
        hint={host && t("hint", { host })}
        error={failure.fields["host_prefix"]}
      >
        {(input) => (
          <Input
            {...input}
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={prefix}
            onChange={(event) => edit("host_prefix", setPrefix)(spellHostPrefix(event.target.value))}
            data-initial-focus
            data-testid="another-prefix"
          />
        )}
      </Field>
      <Button type="submit" loading={pending} data-testid="another-submit">
        {activate}
      </Button>
    </Form>
  );
}
